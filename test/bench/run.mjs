#!/usr/bin/env node
// @ts-check
// npm run bench: what the product takes, in numbers of this machine. Plain JavaScript, because the running Node may still be too old.
import { fileURLToPath } from 'node:url'
import { reportFailure } from '../../daemon/setup/failure.mjs'
import { prepare } from '../../daemon/setup/prepare.mjs'

try {
  if (await prepare(fileURLToPath(import.meta.url))) {
    const { bench } = await import('./product.ts')
    await bench(Number(process.argv[2]) || undefined)
  }
} catch (error) {
  reportFailure(error)
}
