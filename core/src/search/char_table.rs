//! A read-only map from characters to small values, for tables of tens of thousands of hanzi.

/// Characters in one page. Larger pages waste more in the sparse blocks, smaller ones need a longer directory.
const PAGE: usize = 64;

/// Maps characters to values in two array reads, without hashing. What was never set is `T::default()`.
///
/// Hanzi stand in a few dense blocks, so pages of 64 waste little: the table of readings takes about 150 kB.
pub(crate) struct CharTable<T> {
    /// For each block of code points, one more than the number of its page, or 0 where the block is empty.
    directory: Vec<u16>,
    pages: Vec<[T; PAGE]>,
}

impl<T: Copy + Default> CharTable<T> {
    pub(crate) fn new() -> Self {
        Self { directory: Vec::new(), pages: Vec::new() }
    }

    pub(crate) fn set(&mut self, c: char, value: T) {
        let (block, cell) = position(c);
        if block >= self.directory.len() {
            self.directory.resize(block + 1, 0);
        }
        if self.directory[block] == 0 {
            self.pages.push([T::default(); PAGE]);
            // There are 17,408 blocks at most, which a u16 counts.
            self.directory[block] = self.pages.len() as u16;
        }
        self.pages[usize::from(self.directory[block]) - 1][cell] = value;
    }

    pub(crate) fn get(&self, c: char) -> T {
        let (block, cell) = position(c);
        match self.directory.get(block) {
            Some(&page) if page > 0 => self.pages[usize::from(page) - 1][cell],
            _ => T::default(),
        }
    }

    /// Bytes that the table holds on the heap.
    #[cfg(test)]
    pub(crate) fn heap_bytes(&self) -> usize {
        self.directory.len() * 2 + self.pages.len() * size_of::<[T; PAGE]>()
    }
}

fn position(c: char) -> (usize, usize) {
    let code = c as usize;
    (code / PAGE, code % PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unset_characters_are_default_and_set_ones_are_kept() {
        let mut table = CharTable::new();
        for (i, c) in "一龥𠀀\u{10FFFF}a".chars().enumerate() {
            table.set(c, i as u16 + 1);
        }
        let read: Vec<u16> = "一龥𠀀\u{10FFFF}a丁b\u{0}".chars().map(|c| table.get(c)).collect();
        assert_eq!(read, [1, 2, 3, 4, 5, 0, 0, 0]);
    }
}
