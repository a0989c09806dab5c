const LEAD = '^\\s*(?:\\$\\s+)?(?:npx\\s+)?pulumi\\s+'
const FLAGS = '(?:\\s+(?:-y|-f|--yes|--skip-preview))*(?:\\s+(?:-s|--stack)(?:\\s+|=)([\\w./-]+))?(?:\\s+(?:-y|-f|--yes|--skip-preview))*\\s*$'
const COMMANDS = [['(?:up|update)', 'deploy'], ['refresh', 'refresh'], ['(?:destroy|down)', 'destroy everything']]
  .map(([name = '', order = '']) => ({ form: new RegExp(`${LEAD}${name}${FLAGS}`, 'i'), order }))

/**
 * A command of the project's own tool as the order that it is here: `pulumi up -s dev` is "deploy in dev". One that says more than which
 * stack is left to be said in words. "Yes" in it approves nothing.
 */
export function ownCommand(text: string): string | undefined {
  for (const { form, order } of COMMANDS) {
    const found = form.exec(text)
    if (found) return found[1] === undefined ? order : `${order} in ${found[1]}`
  }
  return undefined
}
