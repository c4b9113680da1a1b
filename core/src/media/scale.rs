//! Makes pictures smaller, never larger.

use image::imageops::FilterType;
use image::{DynamicImage, Rgba, RgbaImage};

use super::codec::Decoded;
use super::probe::PixelSize;

/// The picture with eight bits a channel, in RGBA if it lets the background through and else in RGB, its long
/// side at most `max_side` pixels.
pub(super) fn scale_down(decoded: Decoded, max_side: u32) -> Decoded {
    let target = fit(decoded.size(), max_side);
    let is_translucent = decoded.is_translucent();
    let Decoded { image, profile } = decoded;
    // A grey picture's profile says nothing about the three channels that it gets.
    let profile = profile.filter(|_| image.color().has_color());
    if !is_translucent {
        return Decoded { image: DynamicImage::ImageRgb8(resize(image, target).into_rgb8()), profile };
    }
    let mut pixels = image.into_rgba8();
    if (PixelSize { width: pixels.width(), height: pixels.height() }) == target {
        return Decoded { image: DynamicImage::ImageRgba8(pixels), profile };
    }
    multiply_alpha(&mut pixels);
    let mut pixels = resize(DynamicImage::ImageRgba8(pixels), target).into_rgba8();
    divide_alpha(&mut pixels);
    Decoded { image: DynamicImage::ImageRgba8(pixels), profile }
}

/// The picture on white, for formats without alpha.
pub(super) fn on_white(decoded: Decoded) -> Decoded {
    let Decoded { image, profile } = decoded;
    if !image.color().has_alpha() {
        return Decoded { image, profile };
    }
    let mut pixels = image.into_rgba8();
    for Rgba([red, green, blue, alpha]) in pixels.pixels_mut() {
        let under = u8::MAX - *alpha;
        for channel in [red, green, blue] {
            *channel = weigh(*channel, *alpha) + under;
        }
        *alpha = u8::MAX;
    }
    Decoded { image: DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(pixels).into_rgb8()), profile }
}

/// The size with the same shape whose long side is at most `max_side`; no side becomes zero.
pub(super) fn fit(size: PixelSize, max_side: u32) -> PixelSize {
    let long = size.long_side();
    let max_side = max_side.max(1);
    if long <= max_side {
        return size;
    }
    let shrink = |side: u32| {
        let exact = (u64::from(side) * u64::from(max_side) + u64::from(long) / 2) / u64::from(long);
        u32::try_from(exact).unwrap_or(max_side).max(1)
    };
    PixelSize { width: shrink(size.width), height: shrink(size.height) }
}

/// Averages areas down to twice the target, then filters: the filter alone would hold the whole picture in
/// floating point.
fn resize(image: DynamicImage, target: PixelSize) -> DynamicImage {
    let PixelSize { width, height } = target;
    if (image.width(), image.height()) == (width, height) {
        return image;
    }
    let (coarse_width, coarse_height) = (image.width().min(width * 2), image.height().min(height * 2));
    let coarse = if (coarse_width, coarse_height) == (image.width(), image.height()) {
        image
    } else {
        image.thumbnail_exact(coarse_width, coarse_height)
    };
    coarse.resize_exact(width, height, FilterType::CatmullRom)
}

/// Colours are averaged by weight of their alpha; otherwise the invisible colour of transparent pixels, mostly
/// black, would show as a dark fringe.
fn multiply_alpha(pixels: &mut RgbaImage) {
    for Rgba([red, green, blue, alpha]) in pixels.pixels_mut() {
        for channel in [red, green, blue] {
            *channel = weigh(*channel, *alpha);
        }
    }
}

fn divide_alpha(pixels: &mut RgbaImage) {
    for Rgba([red, green, blue, alpha]) in pixels.pixels_mut() {
        let alpha = u16::from(*alpha);
        for channel in [red, green, blue] {
            let exact = (u16::from(*channel) * 255 + alpha / 2).checked_div(alpha).unwrap_or(0);
            *channel = u8::try_from(exact).unwrap_or(u8::MAX);
        }
    }
}

fn weigh(channel: u8, alpha: u8) -> u8 {
    let exact = (u16::from(channel) * u16::from(alpha) + 127) / 255;
    u8::try_from(exact).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_keep_their_shape_and_never_grow() {
        let check = |from: (u32, u32), max, to: (u32, u32)| {
            let fitted = fit(PixelSize { width: from.0, height: from.1 }, max);
            assert_eq!((fitted.width, fitted.height), to, "{from:?} into {max}");
        };
        check((4000, 3000), 256, (256, 192));
        check((3000, 4000), 1080, (810, 1080));
        check((100, 50), 256, (100, 50));
        check((256, 256), 256, (256, 256));
        check((16_384, 1), 256, (256, 1));
        check((3, 2), 1, (1, 1));
        check((3, 2), 0, (1, 1));
    }

    #[test]
    fn transparent_black_leaves_no_dark_fringe() {
        // White stripes on transparent black: every visible pixel must stay white.
        let pixels = RgbaImage::from_fn(64, 64, |x, _| {
            if x % 2 == 0 { Rgba([255, 255, 255, 255]) } else { Rgba([0, 0, 0, 0]) }
        });
        let scaled = scale_down(Decoded { image: DynamicImage::ImageRgba8(pixels), profile: None }, 16);
        assert_eq!((scaled.size().width, scaled.size().height), (16, 16));
        for Rgba([red, green, blue, alpha]) in scaled.image.into_rgba8().pixels() {
            assert!(
                *alpha > 100 && *red > 250 && *green > 250 && *blue > 250,
                "{red} {green} {blue} {alpha}"
            );
        }
    }

    #[test]
    fn alpha_goes_onto_white() {
        let pixels = RgbaImage::from_pixel(1, 1, Rgba([0, 100, 255, 51]));
        let flat = on_white(Decoded { image: DynamicImage::ImageRgba8(pixels), profile: None });
        assert_eq!(flat.image.into_rgb8().get_pixel(0, 0).0, [204, 224, 255]);
    }
}
