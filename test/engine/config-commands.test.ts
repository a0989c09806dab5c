import { readFileSync } from 'node:fs'
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

describe('config', { timeout: PATIENCE_MS }, () => {
  test('a path leads into objects and lists, with brackets and quotes', () => {
    pulumi('stack init config')
    for (const [path, value] of [['o.x[0].y', 'v'], [`o.x[0]["a.b"]`, 'w'], ['o.x[1]', '12'], ['o["q\\"r"]', 'q'], ['o.t', 'true'], ['o.n', '007']]) {
      expect(line.run(['config', 'set', '--path', path ?? '', value ?? ''])).toEqual(done())
    }
    expect(line.run(['config', 'set', '--path', 'o.s', 'hidden', '--secret'])).toEqual(done())
    expect(line.run(['config', 'get', '--path', 'o.x[0]["a.b"]'])).toEqual(done('w\n'))
    expect(pulumi('config get --path o.s')).toEqual(done('hidden\n'))
    // keys in order, whatever order they were set in
    expect(pulumi('config get o').out).toBe('{"n":"007","q\\"r":"q","s":"hidden","t":true,"x":[{"a.b":"w","y":"v"},12]}\n')
    expect(pulumi('config').out).toContain('"s":"[secret]"')
    expect(pulumi('config set --path o.x[5] w')).toEqual(refused('could not set config: o.x[5]: array index out of range'))
    expect(pulumi('config set --path o.t.z w')).toEqual(refused('could not set config: o.t: expected a map'))
    expect(pulumi('config rm --path o.x[0].y')).toEqual(done())
    expect(pulumi('config get --path o.x --json').out).toContain('"a.b": "w"')
    expect(pulumi('config get nope')).toEqual(refused("configuration key 'nope' not found for stack 'config'"))
    expect(pulumi('config get')).toEqual(misused('accepts 1 arg(s), received 0'))
    expect(pulumi('config set')).toEqual(misused('requires at least 1 arg(s), only received 0'))
    expect(pulumi('config set piped', 'of stdin\n')).toEqual(done())
    expect(pulumi('config get piped')).toEqual(done('of stdin\n'))
  })

  test('a value is written as its type, copied to another stack, and refused in the clear where it looks like a secret', () => {
    const settings = (stack: string): string => readFileSync(join(line.folder, `Pulumi.${stack}.yaml`), 'utf8')
    pulumi('stack init target --no-select')
    expect(pulumi('config set --type int whole 3')).toEqual(done())
    expect(settings('config')).toContain('  resources:whole: 3\n')
    expect(pulumi('config set --type int whole x')).toEqual(refused('strconv.Atoi: parsing "x": invalid syntax'))
    expect(pulumi('config set --path typed.text 5 --type string')).toEqual(done())
    // a number at the top is text again with the next edit; inside an object it stays what it is
    expect(settings('config')).toContain('  resources:whole: "3"\n')
    expect(settings('config')).toContain('    text: "5"\n')
    expect(pulumi('config set --type nope a x')).toEqual(refused('invalid type "nope"; must be one of string, int, bool, or float'))
    expect(pulumi('config set --secret --type int a x')).toEqual(
      refused('if any flags in the group [secret plaintext type] are set none of the others can be; [secret type] were all set'))
    expect(pulumi('config set dbToken k3J9xQ2mZ7wLp0Rt')).toEqual(refused("config value for 'resources:dbToken' looks like a secret; "
      + 'rerun with --secret to encrypt it, or --plaintext if you meant to store in plaintext'))
    expect(pulumi('config set --secret dbToken k3J9xQ2mZ7wLp0Rt')).toEqual(done())
    expect(pulumi('config cp dbToken --dest target')).toEqual(done())
    expect(pulumi('config get dbToken --stack target')).toEqual(done('k3J9xQ2mZ7wLp0Rt\n'))
    expect(pulumi('config cp nope --dest target')).toEqual(refused("configuration key 'nope' not found for stack 'config'"))
    expect(pulumi('config cp --dest config')).toEqual(refused('current stack and destination stack are the same'))
    expect(pulumi('config cp --dest target')).toEqual(done())
    expect(JSON.parse(pulumi('config --json --show-secrets --stack target').out)).toEqual(JSON.parse(pulumi('config --json --show-secrets').out))
    expect(pulumi('config set a:b:c d').err).toMatch(/^error: invalid configuration key: could not parse a:b:c as a configuration key/)
    expect(pulumi('config set --path .a c')).toEqual(
      refused('could not set config: invalid config key path: expected property path to start with a name or index'))
  })

  test('many are set at once, plain, secret, by path or as JSON', () => {
    expect(pulumi('config set-all --plaintext a=1 --secret b=2 --plaintext c=d=e')).toEqual(done())
    expect(pulumi('config set-all --path --plaintext p.q[0]=1 --secret p.r=2')).toEqual(done())
    expect(line.run(['config', 'set-all', '--json', JSON.stringify({
      j1: { value: 'x', secret: false }, j2: { value: 'y', secret: true }, 'resources:j3': { value: '{"a":1}', objectValue: { a: 1 }, secret: false },
    })])).toEqual(done())
    expect(JSON.parse(pulumi('config --json --show-secrets').out)).toMatchObject({
      'resources:a': { value: '1', secret: false }, 'resources:b': { value: '2', secret: true }, 'resources:c': { value: 'd=e' },
      'resources:p': { objectValue: { q: [1], r: '2' }, secret: true }, 'resources:j1': { value: 'x' }, 'resources:j2': { value: 'y', secret: true },
      'resources:j3': { objectValue: { a: 1 }, secret: false },
    })
    expect(pulumi('config set-all --plaintext bad')).toEqual(refused('config value must be in the form [key]=[value]'))
    expect(pulumi('config set-all --json {} --plaintext a=b').err).toContain('the --json option cannot be used with the --plaintext, --secret or --path options')
    expect(line.run(['config', 'set-all', '--json', '{"j5":{"secret":false}}'])).toEqual(refused('value for --json object key "j5" is nil'))
    expect(pulumi('config rm-all a b nope')).toEqual(done())
    expect(pulumi('config get a').exit).toBe(1)
  })

  test('what needs a cloud backend, or a deployment that never was, is refused in the official words', () => {
    for (const words of ['config env add one --yes', 'config env ls', 'config env rm one --yes']) {
      expect(pulumi(words).err).toBe(`error: backend ${hostname()} does not support environments; Pulumi ESC environments require the Pulumi Cloud backend, `
        + 'use `pulumi login` without arguments to log into the Pulumi Cloud backend\n')
    }
    expect(pulumi('config refresh --force')).toEqual(refused('getting latest configuration: no previous deployment'))
    expect(pulumi('org')).toEqual(done(`Current Backend: file://PLACE/state\nNo Default Org Specified\n`))
    expect(pulumi('org nope').err).toContain('unknown command "nope" for "pulumi org"')
    expect(pulumi('console')).toEqual(done('This command is not available for your backend. To migrate to the Pulumi Cloud backend, ' +
      'please see https://www.pulumi.com/docs/intro/concepts/state/#pulumi-cloud-backend\n'))
    expect(pulumi('org get-default')).toEqual(refused(`backends of this type "${hostname()}" do not support organizations`))
    expect(pulumi('org set-default one')).toEqual(refused(`unable to set a default organization for backend type: ${hostname()}`))
  })
})
