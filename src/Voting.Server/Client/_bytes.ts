// Bytes and their texts. Every text has one spelling: what would not be written back the same is not read.

export function bytesOf(text: string): Uint8Array { return new TextEncoder().encode(text); }

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function join(...parts: ArrayLike<number>[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, byte => ('0' + byte.toString(16)).slice(-2)).join('');
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
}

/** Padded, without whitespace, with zero trailing bits; null for anything else. */
export function fromBase64(text: string): Uint8Array | null {
  try {
    const bytes = Uint8Array.from(atob(text), unit => unit.charCodeAt(0));
    return toBase64(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}

/** The 43 characters a hash has in an address: base64 with - and _, without padding. */
export function hashFromAddress(text: string): Uint8Array | null {
  return text.length === 43 ? hashFrom(text.replace(/-/g, '+').replace(/_/g, '/') + '=') : null;
}

export function hashFrom(base64: string): Uint8Array | null {
  const bytes = fromBase64(base64);
  return bytes && bytes.length === 32 ? bytes : null;
}

/** A whole number that a script keeps exactly, without sign and leading zeros; null for anything else. */
export function numberFrom(text: string): number | null {
  const value = Number(text);
  return /^(0|[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(value) ? value : null;
}
