// Signed notes, checkpoints and the keys that sign them (C2SP signed-note, tlog-checkpoint), with ECDSA P-256 of the browser.
import { bytesOf, equal, fromBase64, hashFrom, hexOf, join, numberFrom } from './_bytes';
import { sha256 } from './_merkle';

export interface Note { text: string; signatures: { name: string; id: string; bytes: Uint8Array }[] }
export interface Checkpoint { origin: string; size: number; root: Uint8Array }
export interface Key { line: string; name: string; id: string; info: Uint8Array }

/** What stands before the two coordinates of a P-256 point, RFC 5480. */
const p256 = [
  0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
  0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];
const ecdsa = 2;
const mostSignatures = 32;
const isName = (name: string) => /^[^\s+\u0000-\u001f\u007f-\u009f]+$/.test(name);

export function parseNote(note: string): Note | null {
  const blank = note.lastIndexOf('\n\n');
  if (blank < 0 || !note.endsWith('\n') || /[\u0000-\u0009\u000b-\u001f]/.test(note)) return null;
  const lines = note.slice(blank + 2, -1).split('\n');
  if (lines.length > mostSignatures) return null;
  const signatures: Note['signatures'] = [];
  for (const line of lines) {
    const [dash, name, base64, more] = line.split(' ');
    const bytes = fromBase64(base64 || '');
    if (dash !== '\u2014' || !name || !isName(name) || !bytes || bytes.length <= 4 || more !== undefined) return null;
    signatures.push({ name, id: hexOf(bytes.slice(0, 4)), bytes: bytes.slice(4) });
  }
  return { text: note.slice(0, blank + 1), signatures };
}

/** Origin, size and root, a line each, and nothing else. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const [origin, digits, base64, end, more] = text.split('\n');
  const [size, root] = [numberFrom(digits || ''), hashFrom(base64 || '')];
  return origin && isName(origin) && size !== null && root && end === '' && more === undefined ? { origin, size, root } : null;
}

/** A line `name+id+base64`. Null when it is none, is not of a P-256 key, or its id belongs to another key. */
export async function parseKey(line: string): Promise<Key | null> {
  const [, name, id, base64] = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(line) || [];
  const bytes = fromBase64(base64 || '');
  if (!name || !isName(name) || !bytes || bytes[0] !== ecdsa) return null;
  const info = bytes.slice(1);
  if (info.length !== p256.length + 64 || !p256.every((byte, i) => byte === info[i])) return null;
  return hexOf((await sha256(info)).slice(0, 4)) === id ? { line, name, id: id!, info } : null;
}

/** The P-256 keys among the lines. A log may have keys of other kinds beside; they are passed over. */
export async function parseKeys(lines: string): Promise<Key[]> {
  const keys = await Promise.all(lines.split(/\s+/).filter(line => line).map(parseKey));
  return keys.filter((key): key is Key => key !== null);
}

export type Signed = 'yes' | 'no-line' | 'wrong';

/** Lines with the key's name and id are judged, all of them; lines of others are passed over. */
export async function isSigned(note: Note, key: Key): Promise<Signed> {
  const own = note.signatures.filter(line => line.name === key.name && line.id === key.id);
  if (own.length === 0) return 'no-line';
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  let imported: CryptoKey;
  try {
    imported = await crypto.subtle.importKey('spki', key.info as BufferSource, algorithm, false, ['verify']);
  } catch {
    return 'wrong'; // The point is not on the curve.
  }
  for (const line of own) {
    const raw = fromDer(line.bytes);
    if (!raw || !await crypto.subtle.verify(algorithm, imported, raw as BufferSource, bytesOf(note.text) as BufferSource))
      return 'wrong';
  }
  return 'yes';
}

/** A DER signature, SEQUENCE of two INTEGERs, as the 64 bytes r and s that WebCrypto takes; null for what is not strict DER. */
export function fromDer(der: Uint8Array): Uint8Array | null {
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) return null;
  const r = integerAt(der, 2);
  const s = r && integerAt(der, r.end);
  return r && s && s.end === der.length ? join(r.value, s.value) : null;
}

function integerAt(der: Uint8Array, at: number): { value: Uint8Array; end: number } | null {
  const end = at + 2 + (der[at + 1] || 0);
  let digits = der.slice(at + 2, end);
  if (der[at] !== 0x02 || end > der.length || digits.length === 0 || digits[0]! >= 0x80) return null;
  if (digits[0] === 0 && digits.length > 1) {
    if (digits[1]! < 0x80) return null;
    digits = digits.slice(1);
  }
  return digits.length > 32 ? null : { value: join(new Uint8Array(32 - digits.length), digits), end };
}

export function sameKey(a: Key, b: Key): boolean { return a.name === b.name && equal(a.info, b.info); }
