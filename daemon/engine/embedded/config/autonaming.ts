import * as z from 'zod'
import { CommandError } from '../errors.ts'
import type { Autonaming, Naming } from '../generation/naming.ts'
import type { ProgramConfig } from './program.ts'

const naming = { mode: z.string().nullish(), pattern: z.string().nullish(), enforce: z.boolean().nullish() }
const provider = z.strictObject({ ...naming, resources: z.record(z.string(), z.strictObject(naming)).nullish() })
const schema = z.strictObject({
  ...naming,
  providers: z.record(z.string(), provider).nullish(),
})
type Section = { readonly [key in keyof typeof naming]?: z.infer<(typeof naming)[key]> }
/** How one level of the section has names made. */
type Rule = (name: string) => Naming | undefined

const byProvider: Rule = () => undefined
const CONFIG = 'config.'
/** What a pattern may hold that is known before any resource is. */
const EXPRESSION = /\$\{(organization|project|stack|config\.[^}]+)\}/g
const RANDOM = /\$\{(?:(?:hex|alphanum|string|num)\(\d+\)|uuid)\}/

/**
 * Reads `pulumi:autonaming` (pkg/cmd/pulumi/autonaming in the official CLI's source). Undefined where a stack has none; throws where it
 * contradicts itself.
 */
export function readAutonaming({ stored, values }: ProgramConfig, project: string, stack: string): Autonaming | undefined {
  const section = stored['pulumi:autonaming']
  if (section === undefined) return undefined
  const parsed = schema.safeParse(section)
  if (!parsed.success) throw refusal(`failed to parse autonaming config: invalid autonaming config structure: ${complaint(parsed.error)}`)
  const names = new Map([['organization', 'organization'], ['project', project], ['stack', stack]])
  const known = (expression: string): string | undefined => names.get(expression) ?? values.get(`${project}:${expression.slice(CONFIG.length)}`)
  const level = (settings: Section, what: string): Rule | undefined => ruleOf(settings, known, `failed to resolve ${what}`)
  const root = level(parsed.data, 'root naming config') ?? byProvider
  const providers = Object.entries(parsed.data.providers ?? {}).map(([name, settings]) => {
    const own = level(settings, `naming config for provider "${name}"`) ?? root
    const resources = Object.entries(settings.resources ?? {}).map(([type, one]) => {
      const rule = level(one, `naming config for resource "${type}"`)
      if (!rule) throw refusal(`mode or pattern must be specified for resource "${type}"`)
      return [type, rule] as const
    })
    return [name, { own, resources: new Map(resources) }] as const
  })
  const byPackage = new Map(providers)
  return (type, name) => {
    const rules = byPackage.get(type.split(':')[0] ?? '')
    if (!rules) return root(name)
    const found = (rules.resources.get(type) ?? rules.own)(name)
    // Whoever wrote this down for a provider or a type meant just that.
    return found && { ...found, isExpress: true }
  }
}

function ruleOf({ mode, pattern, enforce }: Section, known: (expression: string) => string | undefined, prefix: string): Rule | undefined {
  if (mode != null && (pattern != null || enforce != null)) throw refusal(`${prefix}: cannot specify both mode and pattern/enforce`)
  if (pattern != null) {
    const resolved = pattern.replace(EXPRESSION, (_whole, expression: string) => {
      const value = known(expression)
      if (value === undefined) throw refusal(`${prefix}: no value found for key "${expression.slice(CONFIG.length)}"`)
      return value
    })
    return (name) => ({ deleteBeforeReplace: !RANDOM.test(resolved.replaceAll('${name}', name)), isExpress: enforce === true })
  }
  if (enforce != null) throw refusal(`${prefix}: pattern must be specified when enforce is true`)
  if (mode == null) return undefined
  if (mode === 'default') return byProvider
  if (mode === 'verbatim' || mode === 'disabled') return () => ({ deleteBeforeReplace: true, isExpress: false })
  throw refusal(`${prefix}: invalid naming mode: ${mode}`)
}

function complaint({ issues: [issue] }: z.ZodError): string {
  if (issue?.code === 'unrecognized_keys') return `json: unknown field "${issue.keys[0] ?? ''}"`
  return `${issue?.path.join('.') || 'the section'} is ${issue?.message ?? 'unreadable'}`
}

const refusal = (reason: string): CommandError => new CommandError(`getting autonaming config: ${reason}`)
