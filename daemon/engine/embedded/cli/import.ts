import { CommandError, outsideScope } from '../errors.ts'
import { type ImportFile, importSpec, readImportFile } from '../imports/file.ts'
import { resolveImports, singleImport } from '../imports/names.ts'
import { runOperation } from '../run.ts'
import type { PropertyMap } from '../values/property.ts'
import { openSecrets } from '../values/secrets.ts'
import type { Command, CommandContext } from './context.ts'
import { operationRequest } from './operations.ts'

/** What to import: the resource that the words name, or a file of them. */
function wanted({ arguments: given }: CommandContext): ImportFile {
  const file = given.value('file')
  const properties = given.list('properties').flatMap((names) => names.split(','))
  if (file !== undefined) {
    if (given.positional.length > 0 || given.has('parent') || given.has('provider') || properties.length > 0) {
      throw new CommandError('an inline resource may not be specified in conjunction with an import file')
    }
    return readImportFile(file)
  }
  const missing = ['type, name, and id', 'name and id', 'id'][given.positional.length]
  if (missing) throw new CommandError(`an inline resource must be specified if no converter or import file is used, missing ${missing}`)
  const [type, name, id, ...more] = given.positional
  if (more.length > 0) throw new CommandError('only expected at most three arguments')
  return singleImport(importSpec({ type, name, id, properties }), given.value('parent'), given.value('provider'))
}

/** Takes existing resources into the state without running the program. */
export const importCommand: Command = {
  flags: {
    stack: 'value', message: 'value', 'config-file': 'value', debug: 'switch', diff: 'switch', json: 'switch', parallel: 'value',
    'preview-only': 'switch', 'skip-preview': 'switch', 'suppress-outputs': 'switch', 'suppress-progress': 'switch',
    'suppress-permalink': 'switch', urns: 'switch', yes: 'switch', protect: 'switch', from: 'value', 'generate-resources': 'value',
    'skip-plugin-pre-install': 'switch', 'event-log': 'value', 'exec-kind': 'value', 'exec-agent': 'value', parent: 'value',
    provider: 'value', properties: 'list', file: 'value', out: 'value', 'generate-code': 'switch',
  },
  shorthands: { f: 'file', o: 'out' },
  async run(context) {
    const { arguments: given, project } = context
    if (given.has('from')) throw outsideScope(`the converter '${given.value('from') ?? ''}' (--from)`)
    const file = wanted(context)
    const generates = !given.has('generate-code') || given.on('generate-code')
    if (generates) throw outsideScope('generating the code of imported resources (--generate-code=false leaves it out)')
    if (given.has('out')) context.note('Output file will not be used as --generate-code is false.')
    const stack = context.stack()
    const settings = context.settings(stack)
    const crypter = context.crypter(stack, settings)
    const imports = resolveImports(file, {
      stack, project: project.name, protect: !given.has('protect') || given.on('protect'),
      open: (values) => openSecrets(values as PropertyMap, crypter) as PropertyMap,
    })
    const request = { ...operationRequest(context, 'import'), imports }
    return runOperation(context.stacks, request, context.environment, (text) => process.stdout.write(text),
      (text) => context.warn(text))
  },
}
