#!/usr/bin/env node
// @ts-check
// npm run bench [-- CARDS]: what the product, its load, ten jobs of a person and the embedded engine take, in numbers of this machine.
// `-- engine` (with --thousand), `-- load`, `-- first-token` and `-- journeys`
// measure one of them. Plain JavaScript, because the running Node may still be
// too old for TypeScript.
import { fileURLToPath } from 'node:url'
import { reportFailure } from '../../daemon/setup/failure.mjs'
import { prepare } from '../../daemon/setup/prepare.mjs'

try {
  if (await prepare(fileURLToPath(import.meta.url))) {
    const words = process.argv.slice(2)
    if (words.every((word) => /^\d+$/.test(word))) {
      const { bench } = await import('./product.ts')
      await bench(Number(words[0]) || undefined)
    }
    if (words.length === 0 || words.includes('load')) {
      const { benchLoad } = await import('./load.ts')
      await benchLoad((line) => void process.stdout.write(`${line}\n`))
    }
    if (words.length === 0 || words.includes('first-token')) {
      const { benchFirstToken } = await import('./first-token.ts')
      await benchFirstToken((line) => void process.stdout.write(`${line}\n`))
    }
    if (words.length === 0 || words.includes('journeys')) {
      const { benchJourneys } = await import('../journeys/journeys.ts')
      await benchJourneys((line) => void process.stdout.write(`${line}\n`))
    }
    if (words.every((word) => /^\d+$/.test(word)) || words.includes('engine')) {
      const { benchEngine } = await import('./engine.ts')
      await benchEngine({ thousand: words.includes('--thousand') })
    }
  }
} catch (error) {
  reportFailure(error)
}
