import { isList, isMap, isSecret, type PropertyMap, type PropertyValue, secret } from './property.ts'

/** One place inside a value: keys of maps and indexes of lists; `*` stands for every one. */
export type PropertyPath = readonly (string | number)[]

/** Reads `root.nested["a key"][0].*`; undefined if the text is no path. */
export function parsePath(text: string): PropertyPath | undefined {
  const path: (string | number)[] = []
  if (text.startsWith('.')) return undefined
  let rest = text
  while (rest !== '') {
    if (rest.startsWith('["')) {
      const quoted = /^\["((?:[^"\\]|\\.)*)"\]/.exec(rest)
      if (!quoted) return undefined
      path.push((quoted[1] ?? '').replaceAll('\\"', '"'))
      rest = rest.slice(quoted[0].length)
    } else if (rest.startsWith('[')) {
      const index = /^\[(\*|\d+)\]/.exec(rest)
      if (!index) return undefined
      path.push(index[1] === '*' ? '*' : Number(index[1]))
      rest = rest.slice(index[0].length)
    } else {
      const key = /^[^.[]+/.exec(rest)
      if (!key) return undefined
      path.push(key[0])
      rest = rest.slice(key[0].length)
    }
    if (rest.startsWith('.')) {
      rest = rest.slice(1)
      if (rest === '') return undefined
    }
  }
  return path.length === 0 ? undefined : path
}

export function pathText(path: PropertyPath): string {
  let text = ''
  path.forEach((part, position) => {
    if (typeof part === 'number') text += `[${part}]`
    else if (/^[A-Za-z0-9_]*$/.test(part)) text += position === 0 ? part : `.${part}`
    else text += `["${part.replaceAll('"', '\\"')}"]`
  })
  return text
}

/** Whether everything at `inner` lies at or under `path`. */
export function covers(path: PropertyPath, inner: PropertyPath): boolean {
  return path.length <= inner.length && path.every((part, position) => part === '*' || part === inner[position])
}

/**
 * `inputs` with what lies at `path` as it was in `old`: what ignoreChanges means. Undefined where the path can't be
 * set back, because an element that it names was added or removed (PropertyPath.Reset in sdk/go/common/resource).
 */
export function resetPath(path: PropertyPath, old: PropertyMap, inputs: PropertyMap): PropertyMap | undefined {
  const result = reset(path, old, inputs, false, false)
  return result.possible && isMap(result.value) ? result.value : undefined
}

interface Reset {
  readonly possible: boolean
  readonly value: PropertyValue
}

function reset(path: PropertyPath, old: PropertyValue, current: PropertyValue, oldSecret: boolean, newSecret: boolean): Reset {
  if (isSecret(current)) {
    const inner = reset(path, old, current.value, oldSecret, true)
    return { possible: inner.possible, value: secret(inner.value) }
  }
  if (isSecret(old)) return reset(path, old.value, current, true, newSecret)
  const [part, ...rest] = path
  const impossible: Reset = { possible: false, value: current }
  const unchanged: Reset = { possible: true, value: current }
  // A value that was secret stays secret where its new surroundings aren't.
  const kept = (value: PropertyValue): PropertyValue => (oldSecret && !newSecret ? secret(value) : value)
  if (part === undefined) return impossible
  if (part === '*') return resetEach(rest, old, current, oldSecret, newSecret)
  if (typeof part === 'number') {
    if (!isList(old) || !isList(current)) return isList(old) === isList(current) ? unchanged : impossible
    if (part >= old.length && part >= current.length) return rest.length === 0 ? unchanged : impossible
    if (part >= old.length || part >= current.length) return impossible
    const inner: Reset =
      rest.length === 0
        ? { possible: true, value: kept(old[part] ?? null) }
        : reset(rest, old[part] ?? null, current[part] ?? null, oldSecret, newSecret)
    return { possible: inner.possible, value: current.with(part, inner.value) }
  }
  if (rest.length === 0) {
    if (isMap(old) && part in old) {
      return isMap(current) ? { possible: true, value: { ...current, [part]: kept(old[part] ?? null) } } : impossible
    }
    return isMap(current) ? { possible: true, value: without(current, part) } : unchanged
  }
  if (!isMap(old) || !isMap(current)) return isMap(old) === isMap(current) ? unchanged : impossible
  if (part in old && !(part in current)) return impossible
  if (!(part in old) && !(part in current)) return unchanged
  const inner = reset(rest, old[part] ?? null, current[part] ?? null, oldSecret, newSecret)
  return { possible: inner.possible, value: { ...current, [part]: inner.value } }
}

function resetEach(rest: PropertyPath, old: PropertyValue, current: PropertyValue, oldSecret: boolean, newSecret: boolean): Reset {
  const one = (before: PropertyValue, now: PropertyValue): Reset =>
    rest.length === 0
      ? { possible: true, value: oldSecret && !newSecret ? secret(before) : before }
      : reset(rest, before, now, oldSecret, newSecret)
  if (isMap(current)) {
    if (!isMap(old)) return { possible: rest.length === 0, value: current }
    if (rest.length === 0) {
      return { possible: true, value: Object.fromEntries(Object.keys(old).map((key) => [key, one(old[key] ?? null, null).value])) }
    }
    let possible = true
    const changed: Record<string, PropertyValue> = { ...current }
    for (const key of Object.keys(old)) {
      if (!(key in current)) return { possible: false, value: current }
      const inner = one(old[key] ?? null, current[key] ?? null)
      possible &&= inner.possible
      changed[key] = inner.value
    }
    return { possible, value: changed }
  }
  if (isList(current)) {
    if (!isList(old)) return { possible: rest.length === 0, value: current }
    const items = current.map((item, index) => (index < old.length ? one(old[index] ?? null, item) : { possible: true, value: item }))
    return { possible: old.length === current.length && items.every((item) => item.possible), value: items.map((item) => item.value) }
  }
  return { possible: false, value: current }
}

function without(map: PropertyMap, key: string): PropertyMap {
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key))
}
