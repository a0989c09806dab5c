import { describe, expect, it } from 'vitest'
import type { Part, Turn } from '../../../shared/wire.ts'
import { openShop } from '../tiny-shop.ts'

const both = { 'pulumi:shop/dev': 'dev', 'pulumi:shop/prod': 'read-only' } as const
const first = ({ parts }: Turn): string => {
  const part = parts[0]
  return part?.kind === 'paragraph' ? part.spans.map(({ text }) => text).join('') : ''
}
const rows = ({ parts }: Turn): string[][] => parts.flatMap((part) => part.kind === 'table' ? tableOf(part) : [])
const tableOf = ({ rows }: Extract<Part, { kind: 'table' }>): string[][] => rows.map((row) => row.map(({ spans }) => spans.map(({ text }) => text).join('')))

describe('a question about a part of what exists', () => {
  it('is answered with that part', async () => {
    const { ask } = await openShop(both)
    expect(rows(await ask('which sites have more than one replica?'))).toEqual([['web', 'shop/dev', '2'], ['web', 'shop/prod', '2']])
    expect(first(await ask('which sites have 7 replicas?'))).toBe('There is no site with 7 replicas in shop/dev, shop/prod.')
    expect(rows(await ask('what is the tier of the database in prod?'))).toEqual([['main', 'small']])
    expect(first(await ask('how many databases are there?'))).toBe('2 databases in shop/dev, shop/prod:')
    expect(rows(await ask('list all sites in dev')).map(([name]) => name)).toEqual(['web', 'cart'])
  })
  it('says where two stacks differ', async () => {
    const { ask, shop } = await openShop(both)
    shop.values('pulumi:shop/prod').set('shop:replicas', 7)
    expect(rows(await ask('compare dev and prod'))).toEqual([['replicas', '2', '7']])
  })
  it('tells of no other stack than the one that was named', async () => {
    const { ask } = await openShop(both)
    for (const words of ['what is running in staging?', 'is the staging stack healthy?', 'what would happen if I destroyed staging?']) {
      expect(first(await ask(words))).toBe('There is no staging here; there are shop/dev, shop/prod.')
    }
    expect(first(await ask('show stall/dev'))).toBe('There is no stall/dev here; there are shop/dev, shop/prod.')
    expect(first(await ask('show shop/prod'))).toContain('shop/prod')
  })
  it('shows what the stacks give out, all of it or one', async () => {
    const { ask } = await openShop(both)
    const given = [['shop/dev', 'url'], ['shop/prod', 'url']]
    for (const words of ['what are the outputs?', 'list stack outputs', 'what is the url output?']) {
      expect(rows(await ask(words)).map((row) => row.slice(0, 2))).toEqual(given)
    }
    expect(rows(await ask('show the outputs of shop/dev')).map((row) => row.slice(0, 2))).toEqual(given.slice(0, 1))
    expect(first(await ask('what are the outputs of staging?'))).toContain('There is no staging here')
    expect(first(await ask('what is the output of this poem?'))).toContain('no language model is connected')
  })
  it('says what was configured and is left out, with the reason', async () => {
    const { ask, shop } = await openShop(both)
    shop.problems = () => ['Stack dev in ~/stall is left out: there is no Pulumi.yaml.']
    expect(JSON.stringify((await ask('what is running?')).parts)).toContain('Stack dev in ~/stall is left out')
  })
  it('says that there is no such thing', async () => {
    const { ask } = await openShop(both)
    for (const name of ['redis', 'kafka', 'frobnicator']) expect(first(await ask(`describe ${name}`))).toBe(`Nothing in shop/dev, shop/prod is called ${name}.`)
  })
})
