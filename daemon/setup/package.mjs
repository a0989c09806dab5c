#!/usr/bin/env node
// @ts-check
// npm run package: the extension as zips for the stores of Chromium and Firefox.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { wxt } from './ensure-built.mjs'
import { reportFailure } from './failure.mjs'
import { prepare } from './prepare.mjs'
import { step } from './progress.mjs'
import { root } from './project.mjs'

/** Not where `npm start` builds: a browser may have that one loaded. */
const output = '.output/package'
const folder = path.join(root, output)

/** What WXT zipped: one for each browser, and for Firefox the sources, which its reviewers ask for. */
const zips = () => existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.zip')) : []

try {
  if (await prepare(fileURLToPath(import.meta.url))) {
    process.env.COUNTERSIGN_OUTPUT = output
    for (const old of zips()) rmSync(path.join(folder, old))
    for (const browser of ['chrome', 'firefox']) {
      await step(`packing the extension for ${browser}`, async () => {
        await wxt('zip', '--browser', browser)
        return `packed for ${browser}`
      })
    }
    for (const name of zips()) process.stdout.write(`${path.join(folder, name)}\n`)
  }
} catch (error) {
  reportFailure(error)
}
