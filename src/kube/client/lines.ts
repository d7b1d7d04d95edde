/** Longest line handed out whole, in UTF-16 units; a longer one comes in pieces, so that no log can fill the memory. */
const longestLine = 4 * 1024 * 1024;

/**
 * Lines of a byte stream, without their `\n` or `\r\n`; a last line without an end counts, an empty rest does not.
 * Characters split between chunks stay whole; bytes that are not UTF-8 become U+FFFD.
 */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>, longest = longestLine): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield withoutReturn(line);
    while (rest.length > longest) {
      yield rest.slice(0, longest);
      rest = rest.slice(longest);
    }
  }
  rest += decoder.decode();
  if (rest !== '') yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
