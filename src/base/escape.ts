/**
 * Makes foreign text safe for one line of a terminal: control characters (and with them every ANSI sequence and line break), invisible
 * and text-reordering characters become visible escapes such as `\n`, `\x1b` or `\u{202e}`. Everything else stays; safe to repeat.
 */
export function escapeText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, visible);
}

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function visible(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return short[character] ?? (code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`);
}
