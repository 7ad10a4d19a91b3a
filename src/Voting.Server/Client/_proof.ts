// What a voter has kept: a proof (C2SP tlog-proof), the JSON answer of the vote with its leaf, or a link.
import { hashFrom, hashFromAddress, numberFrom } from './_bytes';
import { parseCheckpoint, parseNote, type Checkpoint, type Note } from './_note';

export interface Proof { index: number; path: Uint8Array[]; note: Note; noteText: string; checkpoint: Checkpoint }

/** Whatever of it is missing is asked of the log. */
export interface Kept { proof?: Proof; index: number; leaf?: string; leafHash?: Uint8Array }
export type Unreadable = 'empty' | 'not-a-link' | 'not-a-receipt' | 'truncated' | 'index-differs';

const firstLine = 'c2sp.org/tlog-proof@v1';
const longestPath = 63;

export function parseProof(text: string): Proof | null {
  const blank = text.indexOf('\n\n');
  if (blank < 0) return null;
  const [first, indexLine, ...hashes] = text.slice(0, blank).split('\n');
  if (first !== firstLine || !indexLine || indexLine.slice(0, 6) !== 'index ' || hashes.length > longestPath) return null;
  const index = numberFrom(indexLine.slice(6));
  const path = hashes.map(hashFrom).filter((hash): hash is Uint8Array => hash !== null);
  const noteText = text.slice(blank + 2);
  const note = parseNote(noteText);
  const checkpoint = note && parseCheckpoint(note.text);
  return index !== null && path.length === hashes.length && checkpoint && note ? { index, path, note, noteText, checkpoint } : null;
}

/** Pasted texts lose their last line end, or get other line ends; nothing else is mended. */
export function readKept(pasted: string): Kept | Unreadable {
  const text = pasted.replace(/\r\n?/g, '\n').trim();
  if (!text) return 'empty';
  if (text[0] === '{') return readAnswer(text);
  const proof = parseProof(text + '\n');
  if (proof) return { proof, index: proof.index };
  return looksCut(text) ? 'truncated' : 'not-a-receipt';
}

/** `#i=<index>&h=<leaf hash>`; null when the address has no such end. */
export function readLink(fragment: string): Kept | null {
  const fields = new URLSearchParams(fragment.replace(/^#/, ''));
  const index = numberFrom(fields.get('i') || '');
  const leafHash = hashFromAddress(fields.get('h') || '');
  return index !== null && leafHash ? { index, leafHash } : null;
}

function readAnswer(text: string): Kept | Unreadable {
  let answer: { [name: string]: unknown };
  try {
    answer = JSON.parse(text);
  } catch {
    return text.indexOf('"receipt"') > 0 || text.indexOf('"ballotId"') > 0 ? 'truncated' : 'not-a-receipt';
  }
  const { receipt, leaf, leafHash, logIndex } = answer;
  if (typeof receipt !== 'string' || typeof leaf !== 'string') return 'not-a-receipt';
  const proof = parseProof(receipt);
  if (!proof) return looksCut(receipt) ? 'truncated' : 'not-a-receipt';
  if (logIndex !== undefined && logIndex !== proof.index) return 'index-differs';
  if (leafHash === undefined) return { proof, index: proof.index, leaf };
  const hash = typeof leafHash === 'string' ? hashFrom(leafHash) : null;
  return hash ? { proof, index: proof.index, leaf, leafHash: hash } : 'not-a-receipt';
}

/** It begins as a receipt does, and ends before the signature does. */
function looksCut(text: string): boolean {
  if (text.slice(0, firstLine.length) !== firstLine) return false;
  const parts = text.trim().split('\n\n');
  const signature = (parts[2] || '').split('\n').pop()!.split(' ')[2];
  return parts.length < 3 || !signature || signature.length < 90 || signature.length % 4 !== 0;
}
