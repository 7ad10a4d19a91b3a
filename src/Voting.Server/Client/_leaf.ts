// The log's own JSON: one object, members in order, no spaces, plain ASCII, whole numbers. One content has one spelling.

export type Leaf = { [name: string]: unknown };

const plain = /^[ !#-[\]-~]*$/;
const deepest = 32;
const longest = 65_535;

/** Null unless the text is exactly what the log would write for what it says. */
export function parseLeaf(text: string): Leaf | null {
  if (text.length > longest || text[0] !== '{') return null;
  try {
    const value: Leaf = JSON.parse(text);
    return canonical(value, 1) === text ? value : null;
  } catch {
    return null;
  }
}

function canonical(value: unknown, depth: number): string {
  if (depth > deepest) throw new Error('too deep');
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(item => canonical(item, depth + 1)).join()}]`;
  if (typeof value !== 'object' || value === null) throw new Error('not of the log');
  const members = Object.keys(value).sort().map(key => `${quoted(key)}:${canonical((value as Leaf)[key], depth + 1)}`);
  return `{${members.join()}}`;
}

function quoted(text: string): string {
  if (!plain.test(text)) throw new Error('not plain');
  return `"${text}"`;
}

/** What a ballot says; null when the leaf is something else. */
export function ballotOf(leaf: Leaf): { entries: number[]; at: number; channel: string; voter: string } | null {
  const { type, w, t, ch, vt } = leaf;
  return type === 'ballot' && Array.isArray(w) && w.length > 0 && w.every(Number.isSafeInteger)
    && typeof t === 'number' && typeof ch === 'string' && typeof vt === 'string'
    ? { entries: w, at: t, channel: ch, voter: vt }
    : null;
}
