// @ts-check
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { digestOf, isSame } from './digest.mjs'
import { memory, root } from './project.mjs'

/** The programs of this project that are processes of their own, by the names of their bundles: their sources, below root. */
export const programs = { daemon: 'daemon/main.ts', cloud: 'infrastructure/cloud/main.ts', cli: 'daemon/cli/main.ts' }

/** Where the bundles lie: `daemon.mjs` and siblings. */
export const bundleFolder = path.join(memory, 'bundles')

/** What the bundles are made of, what they are, and where it is kept of which sources they were made. */
export const bundles = () => ({
  stamp: path.join(memory, 'bundles.digest'),
  digest: digestOf(root, ['daemon', 'shared', 'infrastructure', 'package.json', 'package-lock.json']),
  makes: path.join(bundleFolder, 'cli.mjs'),
})

/**
 * What Node has to be given to run a program: its bundle where that was made of the present sources, else the sources themselves.
 *
 * @param {keyof typeof programs} name
 * @returns {{ file: string, first: string[] }} the file to run, and the modules to import before it
 */
export function programOf(name) {
  const bundled = isSame(bundles())
  const first = [bundled ? 'compiled.mjs' : 'stripped.mjs', 'on-demand.mjs']
  return {
    file: bundled ? path.join(bundleFolder, `${name}.mjs`) : path.join(root, programs[name]),
    first: first.map((module) => pathToFileURL(path.join(root, 'daemon/setup', module)).href),
  }
}
