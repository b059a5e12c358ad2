// Text from profiles and source files as HTML takes it: no markup, nothing invisible.

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters but tab, and what turns the direction of text around. */
const invisible = /(?!\t)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;
/** Bytes that are no UTF-8 are lone surrogates here. */
const invalid = /\p{Cs}/gu;

/** Safe between tags and in quoted attributes. What readers could not see is shown by its code: `\u{202e}`. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => entities[character]!)
    .replaceAll(invisible, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
    .replaceAll(invalid, '\ufffd');
}
