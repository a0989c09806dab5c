import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { Step, type InputValue } from '../../../../shared/plan.ts'
import { declarations, parsed } from './declarations.ts'
import { editProgram, type ProgramStep } from './edit.ts'

const shop = readFileSync(new URL('../../../../infrastructure/shop/index.ts', import.meta.url), 'utf8')
const target = 'pulumi:shop/dev'
type Body = { [S in ProgramStep as S['operation']]: { operation: S['operation'] } & S['parameters'] }[ProgramStep['operation']]
const stepOf = ({ operation, ...parameters }: Body): ProgramStep =>
  Step.parse({ id: 'step-1', service: 'pulumi', operation, target, parameters, dependsOn: [] }) as ProgramStep
async function edited(body: Body, program = shop, finishing = false): Promise<string> {
  const files = await editProgram(new Map([['index.ts', new TextEncoder().encode(program)]]), stepOf(body), finishing)
  return new TextDecoder().decode(files.get('index.ts'))
}
const add = (more: Partial<Extract<Body, { operation: 'add-resource' }>> = {}): Body => ({ operation: 'add-resource', kind: 'Site', name: 'docs', inputs: {}, ...more })
const added = async (body: Body, program = shop): Promise<string> => (await edited(body, program)).split('\n').filter((line) => !program.split('\n').includes(line)).join('\n')

describe('a resource that is added', () => {
  it('is written behind its likes, with the arguments that they derive from their names', async () => {
    expect(await added(add({ inputs: { content: 'Read "it"', replicas: 1 } })))
      .toBe('new Site(\'docs\', { name: named(\'docs\'), content: \'Read "it"\', replicas: 1 })')
  })
  it('takes over an argument that is written by its variable\'s name alone, and says where the arguments are no list', async () => {
    const like = add({ kind: 'Bucket', name: 'logs', like: 'assets' })
    expect(await added(like, 'const size = 1\nnew Bucket("assets", { name: "assets", size })\n')).toBe('new Bucket(\'logs\', { name: \'logs\', size })')
    await expect(edited(like, 'new Bucket("assets", { ...more })\n')).rejects.toMatchObject({
      code: 'edit-impossible', message: expect.stringContaining('the arguments of assets are no plain list of names and values'),
    })
  })
  it('takes over another\'s arguments, but for those that are given', async () => {
    const wanted = add({ like: 'cart', inputs: { replicas: 2, banner: 'Manuals of everything' }, kind: 'pulumi-nodejs:dynamic/sandbox:Site' })
    expect(await edited(wanted)).toContain([
      '', 'new Site(\'docs\', {', '  name: named(\'docs\'),', '  content: \'Your cart is kept for a week.\',', '  replicas: 2,', '  database: main.name,',
      '  banner: \'Manuals of everything\',', '})', '',
    ].join('\n'))
  })
  it('may use another\'s output, and gets that a variable where it has none', async () => {
    const program = await edited(add({ inputs: { content: 'x', replicas: 1 } }))
    expect(await added({ ...add({ kind: 'Route' }), kind: 'Route', name: 'docs', inputs: { path: 'docs', site: { $output: 'docs.name' } } } as Body, program)).toContain('const docs = new Site(\'docs\'')
  })
  it('is refused where there is one, where its kind is none of the program\'s, and where what it needs is not there', async () => {
    await expect(edited(add({ name: 'cart' }))).rejects.toMatchObject({ code: 'edit-impossible', message: expect.stringContaining('there is a Site called cart already') as string })
    await expect(edited(add({ kind: 'aws.s3.Bucket' }))).rejects.toThrow('the program makes no Bucket yet; it makes Database, Site, Route')
    await expect(edited(add({ inputs: { database: { $output: 'nothing.name' } } }))).rejects.toThrow('makes nothing called nothing')
  })
  it('is not written twice by a run that is finished', async () => {
    const once = await edited(add({ like: 'cart' }))
    expect(await edited(add({ like: 'cart' }), once, true)).toBe(once)
  })
  it('and taken out again leaves the program as it was', async () => {
    expect(await edited({ operation: 'remove-resource', resource: 'docs' }, await edited(add({ like: 'cart' })))).toBe(shop)
  })
})

describe('an argument', () => {
  it('is set where it stands, and added where it does not', async () => {
    expect(await added({ operation: 'set-input', resource: 'cart', kind: 'Site', input: 'content', value: 'Über\nalles' })).toContain('content: \'Über\\nalles\'')
    expect(await added({ operation: 'set-input', resource: 'cart', kind: 'Site', input: 'banner', value: 'Sale' })).toContain('database: main.name, banner: \'Sale\',')
  })
  it('of something that is not there is refused', async () => {
    await expect(edited({ operation: 'set-input', resource: 'nothing', input: 'a', value: 1 })).rejects.toMatchObject({ code: 'edit-impossible' })
    await expect(edited({ operation: 'set-input', resource: 'cart', input: 'a', value: 1 })).rejects.toThrow('more than one cart in the program: Site, Route')
  })
})

describe('a resource that is taken out', () => {
  it('goes with the condition under which it was made', async () => {
    expect(await edited({ operation: 'remove-resource', resource: 'cart-old' })).not.toContain('cart-old')
  })
  it('stays where something uses it, or where it is made in a function', async () => {
    await expect(edited({ operation: 'remove-resource', resource: 'main' })).rejects.toThrow('the rest of the program')
    await expect(edited({ operation: 'remove-resource', resource: 'search', kind: 'Site' })).rejects.toThrow('inside of a function')
  })
})

describe('whatever the data is', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom('`${process.exit()}`', '\'); process.exit(); (\'', '\\', '\u2028', '*/', '\n//', '$output', '</script>'))
  const value = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.array(text, { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[A-Za-z_]\w{0,10}$/), fc.oneof(text, fc.integer()), { maxKeys: 3 })) as fc.Arbitrary<InputValue>

  it('what is written is a literal of just that data, and the rest of the program is what it was', async () => {
    await fc.assert(fc.asyncProperty(value, fc.constantFrom('content', 'banner', 'added'), async (data, input) => {
      fc.pre(Step.safeParse({ ...stepOf({ operation: 'set-input', resource: 'cart', kind: 'Site', input, value: 1 }), parameters: { resource: 'cart', kind: 'Site', input, value: data } }).success)
      const program = await edited({ operation: 'set-input', resource: 'cart', kind: 'Site', input, value: data })
      const source = ts.createSourceFile('index.ts', program, ts.ScriptTarget.Latest, true)
      expect((source as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics).toEqual([])
      const [cart] = declarations(ts, parsed(ts, new Map([['index.ts', new TextEncoder().encode(program)]]))).filter(({ name, kind }) => name === 'cart' && kind === 'Site')
      const args = cart?.node.arguments?.[1] as ts.ObjectLiteralExpression
      const property = args.properties.find((one) => one.name?.getText() === input) as ts.PropertyAssignment
      expect(dataOf(property.initializer)).toEqual(JSON.parse(JSON.stringify(data)))
      const original = ts.createSourceFile('index.ts', shop, ts.ScriptTarget.Latest, true)
      const others = (file: ts.SourceFile) =>
        file.statements.map((one) => one.getText()).filter((each) => !each.includes('new Site(\'cart\''))
      expect(others(source)).toEqual(others(original))
    }), { seed: 6, numRuns: 150 })
  })
})

/** The value of a literal, by the syntax tree alone; throws on anything that would have to be run. */
function dataOf(node: ts.Expression): unknown {
  if (ts.isStringLiteral(node)) return node.text
  if (ts.isNumericLiteral(node)) return Number(node.text)
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) return -(dataOf(node.operand) as number)
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return node.kind === ts.SyntaxKind.TrueKeyword
  if (ts.isArrayLiteralExpression(node)) return node.elements.map(dataOf)
  if (ts.isObjectLiteralExpression(node)) {
    return Object.fromEntries(node.properties.map((one) =>
      [(one.name as ts.Identifier).text, dataOf((one as ts.PropertyAssignment).initializer)]))
  }
  throw new TypeError(`not a literal: ${node.getText()}`)
}
