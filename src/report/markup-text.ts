// Makes text safe inside of XML and HTML, whatever it contains.

/** As the content of an element or of a quoted attribute. What XML cannot hold becomes U+FFFD. */
export function markupText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A value as JSON that is inert inside of a script element. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
}

/** Our own script such that it does not end its element early, in HTML. */
export function htmlScript(script: string): string {
  return script.replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3c`);
}

/** The same for XML. */
export function xmlScript(script: string): string {
  return `<![CDATA[${script.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}
