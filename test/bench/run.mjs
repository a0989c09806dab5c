#!/usr/bin/env node
// @ts-check
// npm run bench [-- CARDS]: what the product and the embedded engine take, in numbers of this machine; `-- engine` measures the engine
// alone, `-- engine --thousand` with a thousand resources too. Plain JavaScript, because the running Node may still be too old.
import { fileURLToPath } from 'node:url'
import { reportFailure } from '../../daemon/setup/failure.mjs'
import { prepare } from '../../daemon/setup/prepare.mjs'

try {
  if (await prepare(fileURLToPath(import.meta.url))) {
    const words = process.argv.slice(2)
    if (!words.includes('engine')) {
      const { bench } = await import('./product.ts')
      await bench(Number(words[0]) || undefined)
    }
    const { benchEngine } = await import('./engine.ts')
    await benchEngine({ thousand: words.includes('--thousand') })
  }
} catch (error) {
  reportFailure(error)
}
