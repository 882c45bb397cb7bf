/**
 * Ten characters that stand for a content, for `--append-hash`. kubectl takes them from a SHA-256; ours come from a
 * shorter hash, so they differ from a real one's, but change with the content just the same.
 */
export function contentHash(text: string): string {
  let a = 0x811c9dc5
  let b = 0x01000193
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193) >>> 0
    b = Math.imul(b + text.charCodeAt(i), 0x85ebca6b) >>> 0
  }
  const hex = `${a.toString(16).padStart(8, '0')}${b.toString(16).padStart(8, '0')}`.slice(0, 10)
  // the letters that could spell words are replaced, as upstream does
  return hex.replace(/[013ae]/g, (c) => ({ 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' })[c] ?? c)
}
