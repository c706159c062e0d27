// Texts of others as they may be shown: without characters that nobody sees but that hide, reorder or break what is read.
// What came stays as it came in the journal.

/**
 * Zero-width characters, soft hyphens, marks and overrides of direction. Joiners stay between letters of the scripts that
 * are written with them and between the parts of an emoji.
 */
const unseen =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|(?<![\u0600-\u0dff\p{Extended_Pictographic}\ufe0f\p{Emoji_Modifier}])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u0dff\p{Extended_Pictographic}])/gu
/** Tests a whole text much faster than the above replaces in it. */
const mayHide = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/

/** Without characters that nobody sees. */
export function visible(text: string): string {
  return mayHide.test(text) ? text.replace(unseen, '') : text
}

const control = / ?[^\P{Cc}\t\n]+ ?/gu

/** A text for people to read: visible, and without control characters but tabs and line breaks. */
export function plain(text: string): string {
  return visible(text).replace(/\r\n?/g, '\n').replace(control, ' ')
}
