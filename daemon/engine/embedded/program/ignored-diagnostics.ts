/**
 * What TypeScript has to say about a tsconfig's options (5000 to 5199; among them that one is deprecated). A start with types checked never
 * hears it, one without does, and would fail where the other didn't.
 */
const OPTION_COMPLAINTS = Array.from({ length: 200 }, (_, index) => String(5000 + index))

/**
 * The variable by which ts-node is told to pass over that, beside what it passes over anyway. ts-node reads it as it is loaded, which a
 * host that is kept ready does before it knows whether its run checks types: so every program has it.
 *
 * @param environment what the program is given anyway
 */
export const ignoredDiagnostics = ({ TS_NODE_IGNORE_DIAGNOSTICS: given }: Readonly<Record<string, string | undefined>>) =>
  ({ TS_NODE_IGNORE_DIAGNOSTICS: [...new Set([...given ? given.split(',') : [], ...OPTION_COMPLAINTS])].join(',') })
