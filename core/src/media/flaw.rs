//! What can be wrong with a picture, said before the picture has a name.

use super::{MAX_PICTURE_BYTES, MAX_PIXELS, MAX_SIDE};
use crate::error::{Bilingual, Error, Limit};

/// Why a picture is not taken. The code that looks at bytes returns this; the code that knows the file's name
/// turns it into an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    /// The data ends before the container says that it does.
    Truncated,
    /// A checksum does not match.
    Checksum,
    /// The container breaks its own rules.
    Structure,
    /// There is no picture in the container, or one without area.
    NoPixels,
    /// The container and the picture in it state different sizes.
    SizesDisagree,
    /// Valid perhaps, but of a coding that no decoder here reads.
    Unsupported,
    /// More passes over the pixels than an honest JPEG has.
    TooManyScans,
    /// The decoder gave up on the pixel data.
    PixelData,
    /// Decoded, it would take more memory than is spent on one picture.
    Memory,
    /// The turned or scaled picture could not be written.
    Encoding,
    /// More than [`MAX_PIXELS`].
    TooManyPixels,
    /// A side longer than [`MAX_SIDE`].
    SideTooLong,
    /// More than [`MAX_PICTURE_BYTES`] after it was turned upright.
    TooManyBytes,
}

impl Flaw {
    /// The error for a picture that people know by this name; it may be empty.
    pub(super) fn of(self, name: &str) -> Error {
        let (zh, en) = match self {
            Self::TooManyPixels => return Error::TooLarge { what: Limit::Pixels, max: MAX_PIXELS },
            Self::SideTooLong => return Error::TooLarge { what: Limit::Side, max: u64::from(MAX_SIDE) },
            Self::TooManyBytes => return Error::TooLarge { what: Limit::File, max: MAX_PICTURE_BYTES },
            Self::Truncated => ("不完整，文件在中途断了", "is cut off: the file ends too early"),
            Self::Checksum => ("已损坏，校验和不对", "is damaged: a checksum does not match"),
            Self::Structure => ("已损坏，内部结构不对", "is damaged: its structure is wrong"),
            Self::NoPixels => ("里没有画面", "has no pixels"),
            Self::SizesDisagree => {
                ("已损坏，两处写的尺寸不一致", "is damaged: it states two different sizes")
            }
            Self::Unsupported => ("用了本程序不支持的编码方式", "is coded in a way that is not supported"),
            Self::TooManyScans => ("的扫描次数不合常理", "has an unreasonable number of scans"),
            Self::PixelData => ("已损坏，画面数据解不出来", "is damaged: its pixels cannot be decoded"),
            Self::Memory => ("解码需要的内存太多", "needs too much memory to be decoded"),
            Self::Encoding => ("无法重新保存", "could not be written anew"),
        };
        let problem = match name {
            "" => Bilingual::new(format!("图片{zh}"), format!("the picture {en}")),
            name => Bilingual::new(format!("图片“{name}”{zh}"), format!("the picture “{name}” {en}")),
        };
        Error::BadImage { problem }
    }
}
