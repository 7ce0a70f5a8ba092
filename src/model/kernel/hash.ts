import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';

/** The hash that a profile carries of its cell: SHA-256 of the UTF-8 source with `\n` line ends. */
export function sourceHash(source: string): string {
  return bytesToHex(sha256(utf8ToBytes(source.replace(/\r\n?/g, '\n'))));
}
