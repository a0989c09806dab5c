import { isScalar, type Node, Scalar, visit } from 'yaml'

/** What a reader of YAML takes for something else than text (resolve.go in gopkg.in/yaml.v3, with which the official CLI writes). */
const OTHERWISE = [
  /^$|^(~|null|Null|NULL|<<)$/,
  /^(true|True|TRUE|false|False|FALSE|y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/,
  /^[-+]?(0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]+|\d[\d_]*)$/,
  /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$|^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/,
  /^[-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?$/,
  /^\d{4}-\d\d?-\d\d?([Tt ]+\d\d?:\d\d:\d\d.*)?$/,
]

const readsOtherwise = (text: string): boolean => OTHERWISE.some((pattern) => pattern.test(text))

/** Gives text the quotes that the official CLI gives it: double ones where it would be read as something else. */
export function withOfficialQuotes<Kind extends Node>(node: Kind): Kind {
  visit(node, {
    Scalar: (_key, scalar) => {
      if (typeof scalar.value === 'string' && !scalar.type && readsOtherwise(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE
    },
  })
  return node
}

/** A new value takes over what a person gave the old one: its comment, and its quotes. */
export function inPlaceOf(present: unknown, node: Node): Node {
  if (!isScalar(present) || !isScalar(node)) return node
  if (present.comment) node.comment = present.comment
  const isQuoted = present.type === Scalar.QUOTE_DOUBLE || present.type === Scalar.QUOTE_SINGLE
  if (isQuoted && typeof node.value === 'string' && !node.value.includes('\n')) node.type = present.type as Scalar.Type
  return node
}
