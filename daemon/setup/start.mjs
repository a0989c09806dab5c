#!/usr/bin/env node
// @ts-check
// npm start. Plain JavaScript, because the running Node may still be too old for TypeScript.
import { fileURLToPath } from 'node:url'
import { start } from './run.mjs'

await start(fileURLToPath(import.meta.url), process.argv.slice(2))
