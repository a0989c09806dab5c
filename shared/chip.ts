/**
 * The chip of D: a mark short enough to compare by eye between the sidebar and the terminal ("K7Q-2MX").
 * It is the first 30 bits of the digest in Crockford's base32 (https://www.crockford.com/base32.html), three and three.
 * 30 bits are for an honest mix-up of two plans; what binds an approval to its plan is the whole digest, never the chip.
 */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const SYMBOLS = 6

/** @param digest SHA-256 in hexadecimal, as the wire carries it. Throws a RangeError on anything else: half a digest has no chip. */
export function chip(digest: string): string {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new RangeError('a chip is made of a SHA-256 in hexadecimal')
  const bits = Number.parseInt(digest.slice(0, 8), 16) >>> 2
  let symbols = ''
  for (let i = SYMBOLS - 1; i >= 0; i--) symbols += CROCKFORD.charAt((bits >>> (5 * i)) & 31)
  return `${symbols.slice(0, 3)}-${symbols.slice(3)}`
}
