// The tree of RFC 6962 section 2.1: its hashes, and what its proofs lead to. Sizes go beyond 32 bits, so nothing is shifted.
import { equal, join } from './_bytes';

export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource));
}

export function leafHash(leaf: Uint8Array): Promise<Uint8Array> { return sha256(join([0], leaf)); }

export function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> { return sha256(join([1], left, right)); }

/** The largest power of two below `size`: where a tree of two leaves or more parts into left and right. */
export function split(size: number): number {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
}

/** From the root down to the leaf: whether the way goes left at each parting. */
function turns(index: number, size: number): boolean[] {
  const way: boolean[] = [];
  while (size > 1) {
    const left = split(size);
    const goesLeft = index < left;
    way.push(goesLeft);
    [index, size] = goesLeft ? [index, left] : [index - left, size - left];
  }
  return way;
}

/** The root that a path leads to from a leaf at an index; null when a path of that length belongs to no such place. */
export async function rootOf(index: number, size: number, leaf: Uint8Array, path: Uint8Array[]): Promise<Uint8Array | null> {
  if (!(index >= 0 && index < size) || !areHashes([leaf, ...path])) return null;
  const way = turns(index, size).reverse();
  if (way.length !== path.length) return null;
  let hash = leaf;
  for (let i = 0; i < way.length; i++)
    hash = way[i] ? await nodeHash(hash, path[i]!) : await nodeHash(path[i]!, hash);
  return hash;
}

export async function verifyInclusion(
  index: number, size: number, leaf: Uint8Array, path: Uint8Array[], root: Uint8Array): Promise<boolean> {
  const computed = await rootOf(index, size, leaf, path);
  return computed !== null && equal(computed, root);
}

/** That the tree of the first `m` leaves, with its root, is how the tree of `n` leaves began. Nothing proves it from m = 0. */
export async function verifyConsistency(
  m: number, n: number, rootM: Uint8Array, rootN: Uint8Array, path: Uint8Array[]): Promise<boolean> {
  if (!(m > 0 && m <= n) || !areHashes([rootM, rootN, ...path])) return false;
  if (m === n) return path.length === 0 && equal(rootM, rootN);
  const rest = path.slice();
  const roots = await bothRoots(m, n, rootM, true, rest);
  return roots !== null && rest.length === 0 && equal(roots.old, rootM) && equal(roots.now, rootN);
}

/**
 * Reads SUBPROOF(m, D[n], whole) of section 2.1.2 backwards, as it was written: the path ends with what was added last.
 * Answers what the first m and all n leaves hash to.
 */
async function bothRoots(
  m: number, n: number, rootM: Uint8Array, whole: boolean, path: Uint8Array[],
): Promise<{ old: Uint8Array; now: Uint8Array } | null> {
  if (m === n) {
    const own = whole ? rootM : path.pop();
    return own ? { old: own, now: own } : null;
  }
  const left = split(n);
  const beside = path.pop();
  if (!beside) return null;
  if (m <= left) {
    const inner = await bothRoots(m, left, rootM, whole, path);
    return inner && { old: inner.old, now: await nodeHash(inner.now, beside) };
  }
  const inner = await bothRoots(m - left, n - left, rootM, false, path);
  return inner && { old: await nodeHash(beside, inner.old), now: await nodeHash(beside, inner.now) };
}

function areHashes(hashes: Uint8Array[]): boolean { return hashes.every(hash => hash.length === 32); }
