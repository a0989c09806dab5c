import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CommandLine, type Said } from './command-line.ts'
import { done, misused, PATIENCE_MS, refused, says } from './said.ts'

// What these expect was seen in runs of an official CLI, 3.260.0 built from source, on 2026-11-26, with the same words on the same project.

let line: CommandLine
beforeAll(() => { line = new CommandLine() })
afterAll(() => { line.close() })

const pulumi = (words: string, input?: string): Said => says(line, words, input)

describe('stack', { timeout: PATIENCE_MS }, () => {
  test('a stack is made, listed, selected, tagged, renamed and removed', () => {
    expect(pulumi('stack init dev')).toEqual(done('', "Created stack 'dev'\n"))
    expect(pulumi('stack init dev')).toEqual(refused("stack 'organization/resources/dev' already exists"))
    expect(pulumi("stack init 'bad name'").err).toContain("may only contain alphanumeric, hyphens, underscores, or periods: invalid character ' ' at position 3")
    expect(pulumi('stack init')).toEqual(refused('missing stack name'))
    expect(pulumi('stack init two --no-select').exit).toBe(0)
    expect(pulumi('stack ls').out).toMatch(/^NAME {2}LAST UPDATE {2,}RESOURCE COUNT\ndev\* {2}.* {2}0\ntwo {3}.* {2}0\n$/)
    expect(JSON.parse(pulumi('stack ls --json').out)).toMatchObject([
      { name: 'dev', current: true, lastUpdate: expect.any(String), resourceCount: 0 }, { name: 'two', current: false },
    ])
    expect(pulumi('stack ls more')).toEqual(misused('accepts 0 arg(s), received 1'))
    expect(pulumi('stack').out).toMatch(/^Current stack is dev:\n {4}Managed by .*\n {4}Last updated: .*\n {4}Pulumi version used: v.*\nCurrent stack resources \(0\):\n {4}No resources/)
    expect(pulumi('stack select nope')).toEqual({ exit: 6, out: '', err: "error: no stack named 'nope' found\n" })
    expect(pulumi('stack unselect')).toEqual(done('', 'Stack was unselected\n'))
    expect(pulumi('stack --show-name').err).toContain('no stack selected; please use `pulumi stack select` or `pulumi stack init` to choose one')
    expect(pulumi('stack output')).toEqual(refused('no stack selected; please use `pulumi stack select` to choose one'))
    expect(pulumi('stack select dev')).toEqual(done())

    expect(pulumi('stack tag set owner ada')).toEqual(done())
    expect(pulumi('stack tag get owner')).toEqual(done('ada\n'))
    expect(pulumi('stack tag ls')).toEqual(done('NAME   VALUE\nowner  ada\n'))
    expect(pulumi('stack tag get nope')).toEqual(refused("stack tag 'nope' not found for stack 'dev'"))

    expect(pulumi('stack rename two').exit).toBe(1)
    expect(pulumi('stack rename other/resources/three')).toEqual(refused("organization name must be 'organization'"))
    expect(pulumi('stack rename organization/resources/three')).toEqual(done('Renamed dev to three\n'))
    expect(JSON.parse(pulumi('stack tag ls --json').out)).toEqual({ owner: 'ada' })
    expect(pulumi('stack tag rm owner')).toEqual(done())
    expect(pulumi('stack tag ls --json')).toEqual(done('{}\n'))
    expect(pulumi('stack rm three')).toEqual(refused('non-interactive mode requires --yes flag'))
    expect(pulumi('stack rm three --yes --preserve-config')).toEqual(done("Stack 'three' has been removed!\n"))
    expect(existsSync(join(line.folder, 'Pulumi.three.yaml'))).toBe(true)
    expect(pulumi('stack rm two --yes')).toEqual(done("Stack 'two' has been removed!\n"))
    expect(existsSync(join(line.folder, 'Pulumi.two.yaml'))).toBe(false)
    expect(pulumi('stack rm two --yes').exit).toBe(6)
  })

  test('what was never deployed has no outputs, no history, and an empty state to export', () => {
    pulumi('stack init empty')
    expect(pulumi('stack output')).toEqual(done('Current stack outputs (0):\n    No output values currently in this stack\n'))
    expect(pulumi('stack output --json')).toEqual(done('{}\n'))
    expect(pulumi('stack output nope')).toEqual(refused("current stack does not have output property 'nope'"))
    expect(pulumi('stack history')).toEqual(done('Stack has never been updated\n'))
    expect(pulumi('stack history --page 3')).toEqual(done("No stack updates found on page '3'\n"))
    expect(pulumi('stack history --json --page-size 1 --page 3')).toEqual(done('[]\n'))
    expect(pulumi('stack history --page-size x').err).toContain('invalid argument "x" for "--page-size" flag')
    expect(pulumi('stack export --version 1')).toEqual(refused(`the current backend (${hostname()}) does not provide the ability to export previous deployments`))
  })

  test('an export can be imported, and nothing else can', () => {
    expect(pulumi('stack export --file out.json')).toEqual(done())
    expect(pulumi('stack import --file out.json')).toEqual(done('Import complete.\n'))
    const state = readFileSync(line.statePath('empty'), 'utf8')
    const given = join(line.folder, 'given.json')
    expect(pulumi('stack import --file nope.json').err).toMatch(/^error: could not open file: .*no such file/)
    for (const [text, complaint] of [
      ['{', 'could not deserialize deployment'], ['null', 'too old to be used'], ['{"version":9,"deployment":{}}', 'is newer than what this version'],
      ['{"version":3,"deployment":{"resources":[{"urn":7}]}}', 'could not deserialize deployment: resources.0.'],
      ['{"version":3,"deployment":{"resources":[{"urn":"urn:pulumi:other::resources::a:b:C::d","custom":true,"type":"a:b:C"}]}}',
        '2 errors occurred:\n    1) resource \'urn:pulumi:other::resources::a:b:C::d\' is from a different stack (other != empty)'],
    ] as const) {
      writeFileSync(given, text)
      const said = pulumi('stack import --file given.json')
      expect(said).toMatchObject({ exit: 1, out: '' })
      expect(said.err).toContain(complaint)
    }
    expect(readFileSync(line.statePath('empty'), 'utf8')).toBe(state)
  })

  test('an import whose caller expects another state writes nothing, and clears no lock away that wasn’t approved', () => {
    const [file, left] = [line.statePath('empty'), join(line.statePath('empty'), '../../../locks/organization/resources/empty/left.json')]
    const state = readFileSync(file, 'utf8')
    const expecting = (digest: string) => line.run('stack import --file out.json'.split(' '), { COUNTERSIGN_EXPECT_STATE: digest })
    expect(expecting('0'.repeat(64))).toMatchObject({ exit: 1, err: "error: the state of stack 'empty' is not the one that was approved\n" })
    writeFileSync(left, JSON.stringify({ pid: 2 ** 22 + 1, username: 'ada', hostname: hostname(), timestamp: '2026-11-26T12:00:00Z' }))
    expect(expecting('empty')).toMatchObject({ exit: 1, err: expect.stringContaining('currently locked by 1 lock(s)') })
    expect(readFileSync(file, 'utf8')).toBe(state)
    rmSync(left)
  })
})

describe('the rest', { timeout: PATIENCE_MS }, () => {
  test('a login is kept in the official file, and what else is in it stays', () => {
    const login = (words: string, url: string | undefined = undefined): Said =>
      line.run(words.replace('PLACE', line.place).split(' '), { PULUMI_BACKEND_URL: url, PULUMI_HOME: join(line.place, 'people') })
    const kept = (): unknown => JSON.parse(readFileSync(join(line.place, 'people', 'credentials.json'), 'utf8').replaceAll(line.place, 'PLACE'))
    expect(login('login file://PLACE/nope')).toEqual(refused('could not log in to the state backend "file://PLACE/nope": no such file or directory'))
    expect(login('login file://PLACE/state').out).toMatch(/^Logged in to .* as .* \(file:\/\/PLACE\/state\)\n$/)
    expect(login('login file://PLACE/project').exit).toBe(0)
    const account = { lastValidatedAt: '0001-01-01T00:00:00Z' }
    const both = { 'file://PLACE/project': '', 'file://PLACE/state': '' }
    expect(kept()).toEqual({ current: 'file://PLACE/project', accessTokens: both,
      accounts: { 'file://PLACE/project': account, 'file://PLACE/state': account } })
    expect(login('logout')).toEqual(done('Logged out of file://PLACE/project\n'))
    expect(kept()).toEqual({ accessTokens: { 'file://PLACE/state': '' }, accounts: { 'file://PLACE/state': account } })
    expect(login('logout --all')).toEqual(done('Logged out of everything\n'))
    expect(existsSync(join(line.place, 'people', 'credentials.json'))).toBe(false)
    expect(login('login a b')).toEqual(misused('accepts at most 1 arg(s), received 2'))
    expect(login('login --local', 'file://x').err).toBe(
      "Warning: The PULUMI_BACKEND_URL environment variable is set to 'file://x', which conflicts with the login URL 'file://~'.\n")
    expect(login('login https://api.example').err).toContain('the backend https://api.example is outside')
  })

  test('who, which plugins, and a cancel of nothing', () => {
    pulumi('stack init watched')
    const { user, url } = JSON.parse(pulumi('whoami --json').out) as { user: string, url: string }
    expect(url).toBe('file://PLACE/state')
    expect(pulumi('whoami')).toEqual(done(`${user}\n`))
    expect(pulumi('whoami --verbose').out).toBe(`User: ${user}\nOrganizations: \nBackend URL: file://PLACE/state\nToken type: personal\n`)
    expect(pulumi('plugin ls --json')).toEqual(done('[]\n'))
    expect(pulumi('cancel').out).toMatch(/^The currently running update for '.*' has been canceled!\n$/)
    expect(pulumi('cancel --yes').exit).toBe(0)
    expect(pulumi('install --no-dependencies')).toEqual(done())
  })

  test('an unknown flag or command, and a flag without its value, are told as what they are', () => {
    expect(pulumi('up --nope')).toEqual(refused('unknown flag: --nope'))
    expect(pulumi('preview --target')).toEqual(refused('flag needs an argument: --target'))
    expect(pulumi('up --yes --parallel x')).toEqual(refused('invalid argument "x" for "-p, --parallel" flag: strconv.ParseInt: parsing "x": invalid syntax'))
    expect(pulumi('destroy --yes --exclude-protected --ignore-protect')).toEqual(refused('if any flags in the group [exclude-protected ignore-protect] '
      + 'are set none of the others can be; [exclude-protected ignore-protect] were all set'))
    expect(pulumi('nope')).toEqual(refused('unknown command "nope" for "pulumi"\nRun \'pulumi --help\' for usage.'))
    expect(pulumi('stack tag nope')).toEqual(refused('unknown command "nope" for "pulumi stack tag"\nRun \'pulumi stack tag --help\' for usage.'))
    expect(pulumi('stackk').err).toContain('\n\nDid you mean this?\n\tpulumi stack\n\nRun')
    expect(pulumi('stack graph x.dot').err).toContain("the command 'pulumi stack graph' is outside what the embedded engine does; nothing was changed.")
    expect(pulumi('state')).toMatchObject({ exit: 1, out: expect.stringContaining('Usage:'), err: '' })
    expect(pulumi('up').exit).toBe(2)
    expect(pulumi('up --strict --skip-preview')).toEqual(refused('--strict cannot be used with --skip-preview; strict requires a preview'))
    expect(pulumi('preview --strict')).toEqual(refused('unknown flag: --strict'))
    expect(pulumi('--help')).toMatchObject({ exit: 0, out: expect.stringMatching(/^Pulumi .*Usage:\n.*--verbose/s) })
  })
})

test('a deployed stack shows its resources, outputs and history, and its state can be marked', { timeout: PATIENCE_MS }, () => {
  pulumi('stack init deployed')
  pulumi('config set count 2')
  expect(pulumi('up --yes --skip-preview').exit).toBe(0)
  const urn = 'urn:pulumi:deployed::resources::pulumi-nodejs:dynamic:Resource::thing-0'
  expect(pulumi('stack --show-urns').out).toContain(
    'Current stack resources (4):\n'
    + '    TYPE                               NAME\n'
    + '    pulumi:pulumi:Stack                resources-deployed\n'
    + '    │  URN: urn:pulumi:deployed::resources::pulumi:pulumi:Stack::resources-deployed\n')
  expect(pulumi('stack').out).toContain('    └─ pulumi:providers:pulumi-nodejs  default\n\nCurrent stack outputs (1):\n    OUTPUT  VALUE\n    made    2\n')
  expect(pulumi('stack output')).toEqual(done('Current stack outputs (1):\n    OUTPUT  VALUE\n    made    2\n'))
  expect(pulumi('stack output made')).toEqual(done('2\n'))
  expect(pulumi('stack history').out).toMatch(/^Version: 0\nUpdateKind: update\nStatus: succeeded\nMessage: \n\+3-0~0 0 Updated .* took \d+s\n/)

  expect(pulumi(`state protect ${urn} --yes`)).toEqual(done('1 resources protected\n'))
  expect(pulumi(`state protect ${urn.replace('-0', '-1')} --yes`).exit).toBe(0)
  // The stack and the provider are needed by what is protected: there is nothing to do, and nothing is begun.
  expect(pulumi('destroy --yes --skip-preview --exclude-protected')).toEqual(
    done('There were no unprotected resources to destroy. There are still 4 protected resources associated with this stack.\n'))
  expect(pulumi('state unprotect --all --yes').exit).toBe(0)
  expect(pulumi(`state taint ${urn} --yes`).exit).toBe(0)
  expect(pulumi('stack export').out.match(/"taint": true/g)).toHaveLength(1)
  expect(pulumi('state untaint --all --yes').exit).toBe(0)
  expect(pulumi('stack export').out).not.toMatch(/"taint"|"protect"/)
  expect(pulumi('state taint --all --yes')).toEqual(refused('unknown flag: --all'))
  expect(pulumi(`state taint ${urn.replace('-0', '-9')} --yes`).err).toBe(`error: No such resource "${urn.replace('-0', '-9')}" exists in the current state\n`
    + `Did you mean:\n  ${urn}\n  ${urn.replace('-0', '-1')}\n`
    + 'To list the resource URNs in the stack, run `pulumi stack --show-urns`; to inspect the full state, run `pulumi stack export`.\n')
  expect(pulumi('state protect urn:nope --yes').err).toMatch(/^error: No such resource "urn:nope" exists in the current state\n/)

  expect(pulumi('stack rm deployed --yes').err).toMatch(/^error: 'deployed' still has resources; removal rejected/)
  const before = readFileSync(join(line.folder, 'Pulumi.deployed.yaml'), 'utf8')
  pulumi('config set count 7')
  expect(pulumi('config refresh').out).toMatch(/^backed up existing configuration file to .*Pulumi\.deployed\.yaml\.bak\nrefreshed configuration for stack 'deployed'\n$/)
  expect(readFileSync(join(line.folder, 'Pulumi.deployed.yaml'), 'utf8')).toBe(before)
  writeFileSync(join(line.folder, 'Pulumi.deployed.yaml'), '{}\n')
  expect(pulumi('config refresh --force')).toEqual(done())
  expect(readFileSync(join(line.folder, 'Pulumi.deployed.yaml'), 'utf8')).toContain('encryptionsalt: v1:')

  expect(pulumi('stack rename again').exit).toBe(0)
  expect(pulumi('stack export').out).toContain('"urn:pulumi:again::resources::pulumi:pulumi:Stack::resources-again"')
  expect(pulumi('up --yes --skip-preview --expect-no-changes').exit).toBe(0)
})

test('existing resources are taken into a stack by a file that names them, parents first', { timeout: PATIENCE_MS }, () => {
  const type = 'pulumi-nodejs:dynamic:Resource'
  const provider = 'exports.handler = () => ({ check: async (olds, news) => ({ inputs: news, failures: news.bad ? [{ property: "bad", reason: "no" }] : [] }) })'
  const given = (resources: readonly object[], nameTable: object = {}): void =>
    writeFileSync(join(line.folder, 'given.json'), JSON.stringify({ nameTable, resources }))
  const taken = (words = ''): Said => pulumi(`import --file given.json --yes --skip-preview --generate-code=false ${words}`)
  const states = (): Record<string, unknown>[] =>
    (JSON.parse(pulumi('stack export').out) as { deployment: { resources: Record<string, unknown>[] } }).deployment.resources
  const properties = { __provider: provider, name: 'q' }
  pulumi('stack init imports')
  pulumi('config set count 0')

  for (const [words, missing] of [['', 'type, name, and id'], ['a', 'name and id'], ['a b', 'id']]) {
    expect(pulumi(`import ${words}`).err).toBe(`error: an inline resource must be specified if no converter or import file is used, missing ${missing}\n`)
  }
  given([{ type, name: 'r', id: 'x', parent: 'inner', inputs: properties, outputs: { ...properties, size: 1 } },
    { type: 'my:index:Comp', name: 'inner', component: true, parent: 'outer' }, { type: 'my:index:Comp', name: 'outer', component: true }])
  expect(pulumi('import --file given.json --yes').err).toContain('generating the code of imported resources (--generate-code=false leaves it out) is outside')
  expect(pulumi('import --file given.json --generate-code=false').exit).not.toBe(0)
  expect(states()).toBeUndefined()
  expect(taken().out).toContain('    + 1 created\n    = 3 imported\n')
  expect(states().map(({ urn, custom, id, protect, importID }) => ({ urn, custom, id, protect, importID }))).toEqual([
    { urn: 'urn:pulumi:imports::resources::pulumi:pulumi:Stack::resources-imports', custom: false },
    { urn: 'urn:pulumi:imports::resources::pulumi:providers:pulumi-nodejs::default', custom: true, id: expect.any(String) },
    { urn: 'urn:pulumi:imports::resources::my:index:Comp::outer', custom: false, protect: true },
    { urn: 'urn:pulumi:imports::resources::my:index:Comp$my:index:Comp::inner', custom: false, protect: true },
    { urn: `urn:pulumi:imports::resources::my:index:Comp$my:index:Comp$${type}::r`, custom: true, id: 'x', protect: true },
  ])
  expect(JSON.parse(pulumi('stack history --json').out)).toMatchObject([{ kind: 'resource-import', result: 'succeeded' }])

  // What is there already stays, with the same id; with another it is an error.
  expect(taken().out).toContain('    4 unchanged\n')
  given([{ type, name: 'r', id: 'y', parent: 'up', inputs: properties, outputs: properties }],
    { up: 'urn:pulumi:imports::resources::my:index:Comp$my:index:Comp::inner' })
  expect(taken()).toMatchObject({ exit: 1, out: expect.stringMatching(/error: update failed: step application failed: resource 'urn:.*::r' already exists/) })
  given([{ type: 'my:index:Comp', name: 'd', component: true, parent: 'up' }], { up: 'urn:pulumi:imports::resources::my:index:Comp::nope' })
  expect(taken()).toMatchObject({ exit: 1, out: expect.stringContaining("unknown parent 'urn:pulumi:imports::resources::my:index:Comp::nope'") })
  given([{ type, name: 'bad', id: 'z', inputs: { ...properties, bad: true }, outputs: properties }])
  expect(taken('--protect=false').out).toContain('This is almost certainly a bug in the `pulumi-nodejs` provider. The import will still proceed')
  expect(states().at(-1)).toMatchObject({ id: 'z' })
  expect(states().at(-1)).not.toHaveProperty('protect')

  given([{ name: 'a', id: '1' }, { type, id: '' }, { type: 'my:index:C', component: true, id: 'q', name: 'c' }])
  expect(taken()).toEqual(refused("4 errors occurred:\n    1) resource 'a' has no type\n"
    + `    2) resource 1 of type '${type}' has no name\n    3) resource 1 of type '${type}' has no ID\n`
    + "    4) resource 'c' of type 'my:index:C' has an ID, but is marked as a component".replace('3 errors', '4 errors')))
  given([{ type: 'aws:s3/bucket:Bucket', name: 'b', id: 'b' }])
  expect(taken().err).toContain("the provider 'aws' (a resource of package 'aws') is outside what the embedded engine does; nothing was changed")

  expect(pulumi('config set count 2').exit).toBe(0)
  expect(pulumi('state unprotect --all --yes').exit).toBe(0)
  expect(pulumi('preview --import-file announced.json').exit).toBe(0)
  expect(JSON.parse(readFileSync(join(line.folder, 'announced.json'), 'utf8'))).toEqual({
    resources: [0, 1].map((at) => ({ type, name: `thing-${at}`, id: '<PLACEHOLDER>' })),
  })
})
