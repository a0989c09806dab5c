import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CommandLine } from './command-line.ts'

/** A run of a TypeScript program takes seconds; a busy machine, many times that. */
const PATIENCE_MS = 300_000
let line: CommandLine
beforeAll(() => {
  line = new CommandLine()
  line.run(['stack', 'init', 'dev'])
}, PATIENCE_MS)
afterAll(() => line.close())

test('types are checked when the program changed; a start without checking takes every tsconfig that one with it took', () => {
  const options = { target: 'es2022', module: 'commonjs', moduleResolution: 'node10', strict: true, skipLibCheck: true, types: ['node'] }
  writeFileSync(join(line.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['index.ts'] }))
  const file = join(line.folder, 'index.ts')
  const program = "import * as pulumi from '@pulumi/pulumi'\nexport const stack: string = pulumi.getStack()\n"
  writeFileSync(file, program)
  const preview = () => line.run(['preview'])
  expect(preview()).toMatchObject({ exit: 0 })
  // The second one checks no types, and this TypeScript calls `node10` deprecated.
  expect(preview()).toMatchObject({ exit: 0 })
  writeFileSync(file, `${program}const wrong: number = 'text'\n`)
  expect(preview()).toMatchObject({ exit: 1, out: expect.stringContaining("Type 'string' is not assignable to type 'number'") as string })
}, PATIENCE_MS)
