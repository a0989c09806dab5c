#!/usr/bin/env node
// @ts-check
// The `countersign` command. Plain JavaScript, because the running Node may still be too old for TypeScript.
import { realpathSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { reportFailure } from '../setup/failure.mjs'
import { prepare } from '../setup/prepare.mjs'
import { programOf } from '../setup/programs.mjs'
import { start } from '../setup/run.mjs'

const script = realpathSync(fileURLToPath(import.meta.url))

const [name, ...rest] = process.argv.slice(2)
if (name === 'start') {
  await start(script, rest)
} else {
  try {
    // The other commands need nothing that is built.
    if (await prepare(script, { built: false })) {
      const { file, first } = programOf('cli')
      for (const module of first) await import(module)
      const { main } = await import(pathToFileURL(file).href)
      process.exitCode = await main(process.argv.slice(2))
    }
  } catch (error) {
    reportFailure(error)
  }
}
