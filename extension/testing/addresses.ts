import { expect, it } from 'vitest'
import type { Subject } from '../../shared/plan.ts'
import { readSubject } from '../consoles/index.ts'

/** What has to be read from an address; what isn't named has to be absent. */
export type Expected = Partial<Omit<Subject, 'provider' | 'url'>> & Pick<Subject, 'kind' | 'id'>

/** One test for each address, through the door of the room, so that no other console takes it first. */
export function itReads(provider: Subject['provider'], addresses: readonly (readonly [address: string, expected: Expected])[]): void {
  it.each(addresses)('reads %s', (address, expected) => {
    expect(readSubject(address)).toEqual({ provider, ...expected, url: address })
  })
}

/** One test for each address that is about no one thing, or belongs to somebody who only looks like the console. */
export function itLeavesAlone(addresses: readonly string[]): void {
  it.each(addresses)('leaves alone %s', (address) => expect(readSubject(address)).toBeNull())
}
