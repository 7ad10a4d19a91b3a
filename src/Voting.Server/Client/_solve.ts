// Proof of work as the server asks for it (ALTCHA v2, PBKDF2 with SHA-256): counters are tried in turn until a derived key begins
// with the prefix. WebCrypto derives off this thread; some at a time, so that the page stays alive and can stop it.
import { hexOf } from './_bytes';

export interface Challenge {
  parameters: { algorithm: string; cost: number; keyLength: number; keyPrefix: string; nonce: string; salt: string };
  signature: string;
}

/** False in old web views and on pages over plain http: there the form's own way remains. */
export const canSolve = (): boolean => !!(window.crypto && crypto.subtle);

const atOnce = 8;

/**
 * @param isOver asked now and then: true stops.
 * @returns the payload for the header `Altcha`; null when stopped.
 */
export async function solve(challenge: Challenge, isOver: () => boolean = () => false): Promise<string | null> {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  const saltBytes = fromHex(salt);
  const derive = async (counter: number): Promise<string> => {
    const password = fromHex(nonce + ('0000000' + counter.toString(16)).slice(-8));
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: saltBytes, iterations: cost }, key, keyLength * 8);
    return hexOf(new Uint8Array(bits));
  };
  for (let first = 0; !isOver(); first += atOnce) {
    const keys = await Promise.all(Array.from({ length: atOnce }, (_, i) => derive(first + i)));
    const hit = keys.findIndex(key => key.startsWith(keyPrefix));
    if (hit >= 0) return btoa(JSON.stringify({ challenge, solution: { counter: first + hit, derivedKey: keys[hit] } }));
  }
  return null;
}

function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
