import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CommandLine } from './command-line.ts'
import { done, PATIENCE_MS, says } from './said.ts'

// Seen in runs of an official CLI, 3.260.0 built from source, on 2026-11-26, with such a program.

test('a strict update does what its own preview announced and nothing else', { timeout: PATIENCE_MS }, () => {
  const line = new CommandLine()
  const write = (also: string): void => writeFileSync(join(line.folder, 'index.ts'),
    `import * as pulumi from '@pulumi/pulumi'\nnew pulumi.ComponentResource('my:index:Thing', 'one')\n${also}\nexport const made = 1\n`)
  try {
    write("if (!pulumi.runtime.isDryRun()) new pulumi.ComponentResource('my:index:Thing', 'two')")
    expect(says(line, 'stack init dev').exit).toBe(0)
    const breach = says(line, 'up --yes --strict --urns')
    expect(breach).toMatchObject({ exit: 1, out: expect.stringContaining(
      '  urn:pulumi:dev::resources::my:index:Thing::two:\n    error: create is not allowed by the plan: no steps were expected for this resource\n') })
    expect(breach.out).toMatch(/^ \+ {2}urn:pulumi:dev::resources::my:index:Thing::one create/m)
    // Nothing that the program says after what was refused is heard.
    expect(says(line, 'stack output --json')).toEqual(done('{}\n'))
    write('')
    expect(says(line, 'up --yes --strict')).toMatchObject({ exit: 0, out: expect.stringContaining('2 unchanged') })
    expect(says(line, 'stack output made')).toEqual(done('1\n'))
  } finally {
    line.close()
  }
})
