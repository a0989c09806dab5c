import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { Lines } from './lines.ts'

function typed(interactive: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY: interactive })
  const prompts = new PassThrough()
  return { input, lines: new Lines(input as unknown as NodeJS.ReadStream, prompts), prompted: () => String(prompts.read() ?? '') }
}

describe('lines that are typed or piped in', () => {
  it('come one at a time, also where all were there before anyone asked', async () => {
    const { input, lines, prompted } = typed(false)
    input.end('first\nsecond\r\nthird')
    expect([await lines.next('? '), await lines.next('? '), await lines.next('? ')]).toEqual(['first', 'second', 'third'])
    expect(prompted()).toBe('')
  })

  it('are asked for where a person types', async () => {
    const { input, lines, prompted } = typed(true)
    const line = lines.next('Code: ')
    input.write('123456\n')
    expect(await line).toBe('123456')
    expect(prompted()).toBe('Code: ')
  })

  it('are missed in a sentence where input has ended', async () => {
    const { input, lines } = typed(false)
    input.end()
    await expect(lines.next('? ')).rejects.toMatchObject({ code: 'input-missing' })
    await expect(lines.next('? ')).rejects.toMatchObject({ code: 'input-missing' })
  })

  it('are no longer waited for once something else ended the wait, and none is lost', async () => {
    const { input, lines } = typed(true)
    const over = new AbortController()
    const line = lines.next('Code: ', over.signal)
    over.abort(new Error('expired'))
    await expect(line).rejects.toThrow('expired')
    await expect(lines.next('Code: ', over.signal)).rejects.toThrow('expired')
    input.write('654321\n')
    expect(await lines.next('Code: ')).toBe('654321')
  })

  it('can be read to the end', async () => {
    const { input, lines } = typed(false)
    input.end('{"text":"a"}\n\n{"text":"b"}\n')
    const all: string[] = []
    for await (const line of lines.all()) all.push(line)
    expect(all).toEqual(['{"text":"a"}', '', '{"text":"b"}'])
  })
})
