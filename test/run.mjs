#!/usr/bin/env node
// @ts-check
// npm test: everything that has to hold, in one command that sets itself up.
// Plain JavaScript, because the running Node may still be too old for TypeScript.
import { fileURLToPath } from 'node:url'
import { reportFailure } from '../daemon/setup/failure.mjs'
import { prepare } from '../daemon/setup/prepare.mjs'

try {
  if (await prepare(fileURLToPath(import.meta.url))) {
    const { runStages } = await import('./run/stages.ts')
    process.exitCode = await runStages(process.argv.slice(2))
  }
} catch (error) {
  reportFailure(error)
}
