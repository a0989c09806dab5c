#!/usr/bin/env node
// @ts-check
// npm start: sets everything up, then the sandbox, the daemon, and a browser window with the sidebar.
// Plain JavaScript, because the running Node may still be too old for TypeScript.
import { fileURLToPath } from 'node:url'
import { reportFailure } from './failure.mjs'
import { prepare } from './prepare.mjs'
import { readStartOptions } from './start-options.mjs'

try {
  const options = readStartOptions(process.argv.slice(2))
  if (options && await prepare(fileURLToPath(import.meta.url))) {
    const { run } = await import('./run.mjs')
    process.exitCode = await run(options)
  }
} catch (error) {
  reportFailure(error)
}
