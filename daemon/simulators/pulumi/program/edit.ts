import type ts from 'typescript'
import type { InputValue, Step } from '../../../../shared/plan.ts'
import { CountersignError } from '../../../../shared/errors.ts'
import { classOf, declarations, parsed, topStatement, type Declaration } from './declarations.ts'
import { literal, written } from './literal.ts'

export type ProgramStep = Extract<Step, { operation: 'add-resource' | 'set-input' | 'remove-resource' }>
export const isProgramStep = (step: Step): step is ProgramStep =>
  step.operation === 'add-resource' || step.operation === 'set-input' || step.operation === 'remove-resource'

type Files = ReadonlyMap<string, Uint8Array>
/** A place of a file and what comes in its stead. */
interface Cut { readonly path: string, readonly from: number, readonly to: number, readonly text: string }

/**
 * Writes a change that is said as data into a program, through its syntax tree: what comes in are literals, outputs of resources that are
 * there, and, with `like`, arguments that the program has already. Nothing of it is run.
 *
 * @param finishing whether the change may have been written already, by a run that was interrupted
 * @throws CountersignError `edit-impossible` where it can't be said as data
 */
export async function editProgram(files: Files, step: ProgramStep, finishing = false): Promise<Files> {
  // The compiler is large: it is loaded with the first edit, not with the daemon.
  const { default: typescript } = await import('typescript')
  const program = new Program(typescript, files)
  const cuts = step.operation === 'add-resource' ? program.add(step.parameters, finishing)
    : step.operation === 'set-input' ? program.set(step.parameters) : program.remove(step.parameters, finishing)
  const next = new Map(files)
  for (const path of new Set(cuts.map(cut => cut.path))) {
    let text = new TextDecoder().decode(files.get(path))
    const backwards = cuts.filter(one => one.path === path).toSorted((a, b) => b.from - a.from)
    for (const cut of backwards) text = text.slice(0, cut.from) + cut.text + text.slice(cut.to)
    next.set(path, new TextEncoder().encode(text))
  }
  return next
}

class Program {
  readonly #ts: typeof ts
  readonly #all: readonly Declaration[]

  constructor(typescript: typeof ts, files: Files) {
    this.#ts = typescript
    this.#all = declarations(typescript, parsed(typescript, files))
  }

  add({ kind, name, inputs, like, parent }: Extract<ProgramStep, { operation: 'add-resource' }>['parameters'], finishing: boolean): Cut[] {
    const siblings = this.#all.filter(one => one.kind === kind || classOf(one.kind) === classOf(kind))
    const [sibling] = siblings
    if (sibling === undefined) throw impossible(`the program makes no ${classOf(kind)} yet${this.#kinds()}`)
    if (new Set(siblings.map(one => one.kind)).size > 1) throw impossible(`the program has more than one ${classOf(kind)}: ${[...new Set(siblings.map(one => one.kind))].join(', ')}`)
    if (this.#all.some(one => one.kind === sibling.kind && one.name === name)) {
      if (finishing) return []
      throw impossible(`there is a ${sibling.kind} called ${name} already`)
    }
    const model = like === undefined ? undefined : this.#one(like, siblings)
    const cuts: Cut[] = []
    const behind: ts.Statement[] = []
    const variableOf = (resource: string): string => {
      const { node, path, source, variable } = this.#one(resource, this.#all)
      const top = topStatement(this.#ts, node)
      if (top === undefined || path !== sibling.path) throw impossible(`${resource} is not made where ${name} would be`)
      behind.push(top)
      if (variable !== undefined && this.#ts.isVariableStatement(top)) return variable
      if (!this.#ts.isExpressionStatement(top)) throw impossible(`nothing in the program holds ${resource}`)
      const made = identifier(resource)
      cuts.push({ path, from: node.getStart(source), to: node.getStart(source), text: `const ${made} = ` })
      return made
    }
    const values = { ...this.#inherited(siblings, model, name), ...this.#printed(inputs, sibling.source, variableOf) }
    const options = parent === undefined ? '' : `, { parent: ${variableOf(parent)} }`
    const top = siblings.map(one => topStatement(this.#ts, one.node)).findLast(statement => statement !== undefined)
      ?? sibling.source.statements.at(-1)
    if (top === undefined) throw impossible('the program is empty')
    const at = Math.max(top.getEnd(), ...behind.map(statement => statement.getEnd()))
    const end = /;\s*$/.test(top.getText(sibling.source)) ? ';' : ''
    cuts.push({ path: sibling.path, from: at, to: at, text: `\nnew ${sibling.kind}('${name}', ${object(values)}${options})${end}` })
    return cuts
  }

  set({ resource, kind, input, value }: Extract<ProgramStep, { operation: 'set-input' }>['parameters']): Cut[] {
    const { node, source, path } = this.#one(resource, this.#of(kind))
    const properties = this.#arguments(node, resource)
    const text = this.#printed({ [input]: value }, source, name => this.#one(name, this.#all).variable ?? missing(name))[input] ?? ''
    const there = properties.properties.find(property => property.name !== undefined && this.#nameOf(property.name) === input)
    const over = (place: ts.Node, by: string): Cut[] => [{ path, from: place.getStart(source), to: place.getEnd(), text: by }]
    if (there && this.#ts.isPropertyAssignment(there)) return over(there.initializer, text)
    if (there && this.#ts.isShorthandPropertyAssignment(there)) return over(there, `${input}: ${text}`)
    if (there) throw impossible(`${input} of ${resource} is code, no value`)
    const last = properties.properties.at(-1)
    const at = last?.getEnd() ?? properties.getStart(source) + 1
    return [{ path, from: at, to: at, text: last ? `, ${input}: ${text}` : ` ${input}: ${text} ` }]
  }

  remove({ resource, kind }: Extract<ProgramStep, { operation: 'remove-resource' }>['parameters'], finishing: boolean): Cut[] {
    if (finishing && !this.#of(kind).some(one => one.name === resource)) return []
    const declaration = this.#one(resource, this.#of(kind))
    const { node, source, path, variable } = declaration
    const top = topStatement(this.#ts, node)
    if (top === undefined) throw impossible(`${resource} is made inside of a function or a loop`)
    const users = variable === undefined ? [] : this.#users(source, declaration, variable)
    if (users.length > 0) throw impossible(`${users.join(', ')} ${users.length === 1 ? 'uses' : 'use'} ${resource}; take ${users.length === 1 ? 'it' : 'them'} away first`)
    const whole = (from: ts.Node): Cut[] => [{ path, from: from.getFullStart(), to: from.getEnd(), text: '' }]
    if (top === node.parent && this.#ts.isExpressionStatement(top)) return whole(top)
    const alone = this.#ts.isVariableStatement(top) ? top.declarationList.declarations : []
    if (alone.length === 1 && node.parent === alone[0]) return whole(top)
    if (this.#ts.isIfStatement(top) && top.elseStatement === undefined && top.thenStatement === node.parent) return whole(top)
    if (this.#ts.isPropertyAssignment(node.parent) && this.#ts.isObjectLiteralExpression(node.parent.parent)) {
      const key = this.#nameOf(node.parent.name)
      if (new RegExp(`\\.${key}\\b`).test(source.text)) throw impossible(`the program speaks of .${key} elsewhere`)
      const list = node.parent.parent.properties
      const at = list.indexOf(node.parent)
      const [before, after] = [list[at - 1], list[at + 1]]
      return [{ path, from: before ? before.getEnd() : node.parent.getFullStart(), to: before || !after ? node.parent.getEnd() : after.getFullStart(), text: '' }]
    }
    throw impossible(`${resource} is part of a longer expression`)
  }

  #of(kind: string | undefined): readonly Declaration[] {
    return kind === undefined ? this.#all : this.#all.filter(one => classOf(one.kind) === classOf(kind))
  }

  #one(name: string, among: readonly Declaration[]): Declaration {
    const found = among.filter(one => one.name === name)
    if (found.length > 1) throw impossible(`there is more than one ${name} in the program: ${found.map(one => one.kind).join(', ')}`)
    return found[0] ?? missing(name)
  }

  #kinds(): string {
    const kinds = [...new Set(this.#all.map(one => one.kind))]
    return kinds.length === 0 ? '' : `; it makes ${kinds.slice(0, 8).join(', ')}`
  }

  #arguments(node: ts.NewExpression, resource: string): ts.ObjectLiteralExpression {
    const second = node.arguments?.[1]
    if (second && this.#ts.isObjectLiteralExpression(second)) return second
    throw impossible(`the arguments of ${resource} are not written where it is made`)
  }

  /** Arguments out of the program itself: all of the model's, or what each sibling derives from its own name, for the new name. */
  #inherited(siblings: readonly Declaration[], model: Declaration | undefined, name: string): Record<string, string> {
    const of = (from: Declaration): Record<string, { text: string, named: boolean }> => Object.fromEntries(
      this.#arguments(from.node, from.name).properties.flatMap(property => {
        if (this.#ts.isShorthandPropertyAssignment(property)) {
          const { text } = property.name
          return [[text, { text, named: false }] as const]
        }
        if (!this.#ts.isPropertyAssignment(property)) {
          if (model === from) throw impossible(`the arguments of ${from.name} are no plain list of names and values`)
          return []
        }
        const text = this.#renamed(property.initializer, from, name)
        return [[this.#nameOf(property.name), { text, named: text !== property.initializer.getText(from.source) }] as const]
      }))
    if (model !== undefined) return Object.fromEntries(Object.entries(of(model)).map(([key, { text }]) => [key, text]))
    const all = siblings.filter(one => one.node.arguments?.[1] && this.#ts.isObjectLiteralExpression(one.node.arguments[1])).map(of)
    const shared = Object.entries(all[0] ?? {}).filter(([key, { text, named }]) => named && all.every(one => one[key]?.text === text))
    return Object.fromEntries(shared.map(([key, { text }]) => [key, text]))
  }

  /** An expression of the program with each text that is the one's own name as the other's. */
  #renamed(expression: ts.Expression, { name, source }: Declaration, to: string): string {
    const start = expression.getStart(source)
    let text = expression.getText(source)
    const places: ts.StringLiteralLike[] = []
    const visit = (node: ts.Node): void => {
      if (this.#ts.isStringLiteralLike(node) && node.text === name) places.push(node)
      node.forEachChild(visit)
    }
    visit(expression)
    for (const place of places.toReversed()) text = `${text.slice(0, place.getStart(source) - start)}'${to}'${text.slice(place.getEnd() - start)}`
    return text
  }

  #printed(
    inputs: Readonly<Record<string, InputValue>>, source: ts.SourceFile, variableOf: (resource: string) => string,
  ): Record<string, string> {
    const outputOf = (resource: string, output: string): ts.Expression =>
      this.#ts.factory.createPropertyAccessExpression(this.#ts.factory.createIdentifier(variableOf(resource)), output)
    const print = (value: InputValue): string => written(this.#ts, literal(this.#ts, value, outputOf), source)
    return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, print(value)]))
  }

  /** What else of the file speaks of a variable: the resources by name, anything else as the program. */
  #users(source: ts.SourceFile, own: Declaration, variable: string): string[] {
    const users = new Set<string>()
    const visit = (node: ts.Node): void => {
      if (this.#ts.isIdentifier(node) && node.text === variable && node.parent !== own.node.parent
        && !(this.#ts.isPropertyAccessExpression(node.parent) && node.parent.name === node)
        && !(this.#ts.isPropertyAssignment(node.parent) && node.parent.name === node)) {
        const around = this.#all.filter(one => one.source === source && one.node.getStart() <= node.getStart())
        const inside = around.find(one => node.getEnd() <= one.node.getEnd())
        users.add(inside?.name ?? 'the rest of the program')
      }
      node.forEachChild(visit)
    }
    visit(source)
    return [...users]
  }

  #nameOf(name: ts.PropertyName): string {
    return this.#ts.isIdentifier(name) || this.#ts.isStringLiteralLike(name) ? name.text : ''
  }
}

function object(values: Readonly<Record<string, string>>): string {
  const entries = Object.entries(values).map(([key, text]) => key === text ? key : `${key}: ${text}`)
  if (entries.length === 0) return '{}'
  const line = `{ ${entries.join(', ')} }`
  return line.length <= 100 && !line.includes('\n') ? line : `{\n${entries.map(entry => `  ${entry},`).join('\n')}\n}`
}

const identifier = (name: string): string => {
  const plain = name.replace(/[^A-Za-z0-9]+(\w?)/g, (_, next: string) => next.toUpperCase()).replace(/^[^A-Za-z]+/, '')
  return plain === '' ? 'added' : plain
}

function missing(name: string): never { throw impossible(`the program makes nothing called ${name}`) }

const impossible = (why: string) => new CountersignError('edit-impossible', `That can't be written into the program: ${why}. Nothing was changed.`.slice(0, 900),
  'Say it another way, or change the program yourself.')
