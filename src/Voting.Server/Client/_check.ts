// The whole check of one receipt, top to bottom. Every step ends with a result of its own; the first that fails ends the check.
import { bytesOf, equal } from './_bytes';
import { ballotOf, parseLeaf } from './_leaf';
import { leafHash, rootOf, verifyConsistency } from './_merkle';
import { isSigned, parseCheckpoint, parseKeys, parseNote, sameKey, type Key } from './_note';
import { parseProof, type Kept, type Proof } from './_proof';
import { MissingTile, TileTree, type ServedLog } from './_tiles';

export type Step = 'read' | 'log' | 'signature' | 'leaf' | 'inclusion' | 'today' | 'consistency';
export type Result = 'good' | 'bad' | 'open';

/** `why`: one word for each way a step ends. `values`: what its text tells. */
export type Tell = (step: Step, is: Result, why: string, values?: { [name: string]: string | number }) => void;

/** `leaf` is null while the log does not tell it and the receipt has it not. `heads`: signed heads that contradict each other. */
export interface Verdict {
  is: 'proven' | 'not-shown' | 'not-compared' | 'unreadable' | 'refused' | 'alarm';
  index: number;
  /** Null while the log does not tell it and the receipt has it not. */
  leaf: string | null;
  /** Signed heads that contradict each other. */
  heads?: string;
}

/** The line's hash, and whether the voter has kept it or the log gave it. */
interface Line { hash: Uint8Array | null; leaf: string | null; kept: boolean }

/** A network that fails throws; in the last two steps it is a result. */
export async function check(kept: Kept, log: ServedLog, slug: string, pinned: string, tell: Tell): Promise<Verdict> {
  const ends = (is: Verdict['is'], leaf: string | null = null, heads?: string): Verdict => ({ is, index: kept.index, leaf, heads });

  const proof = kept.proof || await askProof(kept.index, log);
  if (!proof) return tell('read', 'bad', 'no-proof', { index: kept.index }), ends('unreadable');
  const { index, checkpoint } = proof;
  const place = { index, size: checkpoint.size };
  if (index >= checkpoint.size) return tell('read', 'bad', 'outside', place), ends('unreadable');
  tell('read', 'good', kept.proof ? 'read' : 'fetched', place);

  const key = await chooseKey(proof, log, pinned, tell);
  if (key === 'alarm' || key === 'unreadable') return ends(key);

  const signed = await isSigned(proof.note, key);
  if (signed !== 'yes') return tell('signature', 'bad', signed), ends('refused');
  tell('signature', 'good', 'signed', { key: key.id });

  const line = await readLine(kept, proof, log, slug, tell);
  if (!line) return ends('refused');

  const root = line.hash && await rootOf(index, checkpoint.size, line.hash, proof.path);
  if (!line.hash)
    tell('inclusion', 'open', 'no-hash', place);
  else if (!root || !equal(root, checkpoint.root))
    return tell('inclusion', 'bad', await whyNotIncluded(proof, line, log), place), ends('refused', line.leaf);
  else
    tell('inclusion', 'good', 'included', { ...place, steps: proof.path.length });

  const compared = await compareWithToday(proof, key, log, tell);
  if (compared.is === 'bad') return ends('alarm', line.leaf, compared.heads);
  if (!line.hash) return tell('inclusion', 'bad', 'tiles-missing', place), ends('alarm');
  if (compared.is === 'open') return ends('not-compared', line.leaf);
  return ends(line.kept || line.leaf !== null ? 'proven' : 'not-shown', line.leaf);
}

async function askProof(index: number, log: ServedLog): Promise<Proof | null> {
  const proof = parseProof(await log.proof(index) || '');
  return proof && proof.index === index ? proof : null;
}

/** The log's key for this receipt. Where the voter has one from elsewhere, the server must show the same. */
async function chooseKey(proof: Proof, log: ServedLog, pinned: string, tell: Tell): Promise<Key | 'unreadable' | 'alarm'> {
  const own = await parseKeys(pinned);
  if (pinned.trim() && own.length === 0) return tell('log', 'bad', 'no-pinned-key'), 'unreadable';
  const key = (await parseKeys(await log.keys() || ''))[0];
  if (!key) return tell('log', 'bad', 'no-key'), 'alarm';
  if (own.length > 0 && !own.some(line => sameKey(line, key))) return tell('log', 'bad', 'key-differs'), 'alarm';
  const names = { theirs: proof.checkpoint.origin, ours: key.name };
  if (names.theirs !== names.ours) return tell('log', 'bad', 'other-log', names), 'unreadable';
  tell('log', 'good', own.length > 0 ? 'same-key' : 'this-log', names);
  return key;
}

async function readLine(kept: Kept, proof: Proof, log: ServedLog, slug: string, tell: Tell): Promise<Line | null> {
  const { index, checkpoint } = proof;
  const refuse = (why: string): null => (tell('leaf', 'bad', why, { index }), null);
  const leaf = kept.leaf === undefined ? await log.leaf(index, checkpoint.size) : kept.leaf;
  if (leaf === null) {
    tell('leaf', 'open', kept.leafHash ? 'hidden' : 'unknown', { index });
    return { hash: kept.leafHash || await hashAt(index, checkpoint.size, log), leaf, kept: kept.leafHash !== undefined };
  }
  const hash = await leafHash(bytesOf(leaf));
  if (kept.leafHash && !equal(hash, kept.leafHash)) return refuse(kept.leaf === undefined ? 'other-leaf' : 'changed');
  const content = parseLeaf(leaf);
  if (!content) return refuse('not-canonical');
  if (content.c !== slug) return refuse('other-contest');
  tell('leaf', 'good', ballotOf(content) ? 'ballot' : 'no-ballot', { index, type: String(content.type) });
  return { hash, leaf, kept: kept.leaf !== undefined || kept.leafHash !== undefined };
}

/** What the tiles hold there; null where there is none. */
async function hashAt(index: number, size: number, log: ServedLog): Promise<Uint8Array | null> {
  try {
    return await new TileTree(log, size).leafHash(index);
  } catch (failure) {
    if (failure instanceof MissingTile) return null;
    throw failure;
  }
}

/** Which of the two is wrong, the line or the path? What the log holds at that place tells: a hint, and only to a failure. */
async function whyNotIncluded(proof: Proof, line: Line, log: ServedLog): Promise<string> {
  const there = line.kept ? await hashAt(proof.index, proof.checkpoint.size, log) : null;
  return !there || !line.hash ? 'not-included' : equal(there, line.hash) ? 'path-wrong' : 'other-line';
}

/** That the log of today begins with the log of the receipt. `open`: it could not be asked. */
async function compareWithToday(proof: Proof, key: Key, log: ServedLog, tell: Tell): Promise<{ is: Result; heads?: string }> {
  const then = proof.checkpoint;
  let at: Step = 'today';
  try {
    const text = await log.checkpoint();
    const note = text === null ? null : parseNote(text);
    const now = note && parseCheckpoint(note.text);
    if (!note || !now || now.origin !== key.name || await isSigned(note, key) !== 'yes') {
      tell('today', 'bad', 'not-signed');
      return { is: 'bad' };
    }
    const heads = `${proof.noteText}\n${text}`;
    const sizes = { size: now.size, then: then.size };
    if (now.size < then.size) {
      tell('today', 'bad', 'shrunk', sizes);
      return { is: 'bad', heads };
    }
    tell('today', 'good', 'signed', sizes);
    at = 'consistency';

    const tree = new TileTree(log, now.size);
    if (await verifyConsistency(then.size, now.size, then.root, now.root, await tree.consistency(then.size))) {
      tell('consistency', 'good', now.size === then.size ? 'same' : 'grown', { ...sizes, more: now.size - then.size });
      return { is: 'good' };
    }
    // Tiles that do not even give today's own root are damaged; two heads that are signed and contradict each other are a fork.
    const fork = now.size === then.size || equal(await tree.root(), now.root);
    tell('consistency', 'bad', fork ? 'fork' : 'tiles-differ', sizes);
    return { is: 'bad', heads: fork ? heads : undefined };
  } catch (failure) {
    const missing = failure instanceof MissingTile;
    tell(at, missing ? 'bad' : 'open', missing ? 'tiles-missing' : 'unreachable');
    return { is: missing ? 'bad' : 'open' };
  }
}
