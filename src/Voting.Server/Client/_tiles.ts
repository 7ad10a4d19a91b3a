// The log as it is served (C2SP tlog-tiles), and the proofs computed from its tiles of hashes, not asked for.
import { nodeHash, split } from './_merkle';

const width = 256;
const hashSize = 32;

/** Answers of the server; null where it has or tells nothing. A network that fails throws. */
export class ServedLog {
  private readonly tiles: { [path: string]: Promise<Uint8Array | null> } = {};

  constructor(private readonly base: string) { }

  keys(): Promise<string | null> { return this.text('vkey'); }
  checkpoint(): Promise<string | null> { return this.text('checkpoint'); }
  proof(index: number): Promise<string | null> { return this.text(`proof?index=${index}`); }

  /** The leaf's text in a log of `size`; null also while what the leaves say is not public. */
  async leaf(index: number, size: number): Promise<string | null> {
    const bundle = await this.bytes(`tile/entries/${pathOf(Math.floor(index / width), size)}`);
    let at = 0;
    for (let skip = index % width; bundle && at + 2 <= bundle.length; skip--) {
      const end = at + 2 + bundle[at]! * 256 + bundle[at + 1]!;
      if (end > bundle.length) return null;
      if (skip === 0) return textOf(bundle.slice(at + 2, end));
      at = end;
    }
    return null;
  }

  /** A tile's hashes as far as a log of `size` leaves reaches. */
  async tile(level: number, number: number, size: number): Promise<Uint8Array[] | null> {
    const hashes = Math.floor(size / Math.pow(width, level));
    const path = `tile/${level}/${pathOf(number, hashes)}`;
    const bytes = await (this.tiles[path] = this.tiles[path] || this.bytes(path));
    if (!bytes || bytes.length !== Math.min(width, hashes - number * width) * hashSize) return null;
    return Array.from({ length: bytes.length / hashSize }, (_, i) => bytes.slice(i * hashSize, (i + 1) * hashSize));
  }

  private async bytes(path: string): Promise<Uint8Array | null> {
    const response = await this.get(path);
    return response && new Uint8Array(await response.arrayBuffer());
  }

  private async text(path: string): Promise<string | null> {
    const response = await this.get(path);
    return response && response.text();
  }

  private async get(path: string): Promise<Response | null> {
    const response = await fetch(this.base + path, { credentials: 'omit', cache: path.startsWith('tile') ? 'default' : 'no-store' });
    if (response.status >= 500 || response.status === 429) throw new Error(`answered ${response.status}`);
    return response.ok ? response : null;
  }
}

/** `x001/x234/067`, with `.p/W` where only W wide. `count`: how many there are on this level. */
export function pathOf(number: number, count: number): string {
  let path = ('00' + number % 1000).slice(-3);
  for (let rest = Math.floor(number / 1000); rest > 0; rest = Math.floor(rest / 1000))
    path = `x${('00' + rest % 1000).slice(-3)}/${path}`;
  const wide = count - number * width;
  return wide < width ? `${path}.p/${wide}` : path;
}

/** Hashes of subtrees of a log of `size` leaves, from its tiles. Throws `MissingTile` where the server does not have them. */
export class TileTree {
  constructor(private readonly log: ServedLog, private readonly size: number) { }

  root(): Promise<Uint8Array> { return this.subtree(0, this.size); }

  async leafHash(index: number): Promise<Uint8Array> { return this.subtree(index, index + 1); }

  /** PROOF(m, D[n]) of RFC 6962 section 2.1.2, n being the size of this log. */
  async consistency(m: number, start = 0, end = this.size, whole = true): Promise<Uint8Array[]> {
    if (m === end - start) return whole ? [] : [await this.subtree(start, end)];
    const left = split(end - start);
    return m <= left
      ? [...await this.consistency(m, start, start + left, whole), await this.subtree(start + left, end)]
      : [...await this.consistency(m - left, start + left, end, false), await this.subtree(start, start + left)];
  }

  private async subtree(start: number, end: number): Promise<Uint8Array> {
    const count = end - start;
    let [level, unit] = [0, 1];
    while (unit * width <= count) [level, unit] = [level + 1, unit * width];
    // Whole numbers of this level's hashes, all in one tile: what the tile holds, hashed together.
    if (count % unit === 0 && isPowerOfTwo(count / unit)) {
      const [first, hashes] = [start / unit, count / unit];
      const tile = await this.log.tile(level, Math.floor(first / width), this.size);
      const slice = tile && tile.slice(first % width, first % width + hashes);
      if (!slice || slice.length !== hashes) throw new MissingTile();
      return together(slice);
    }
    const left = split(count);
    return nodeHash(await this.subtree(start, start + left), await this.subtree(start + left, end));
  }
}

export class MissingTile extends Error { }

async function together(hashes: Uint8Array[]): Promise<Uint8Array> {
  while (hashes.length > 1)
    hashes = await Promise.all(hashes.filter((_, i) => i % 2 === 0).map((left, i) => nodeHash(left, hashes[2 * i + 1]!)));
  return hashes[0]!;
}

function isPowerOfTwo(count: number): boolean { return count === 1 || split(count) * 2 === count; }

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
