type Properties = Readonly<Record<string, unknown>>

const squashed = (text: string): string => text.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase()

/**
 * A provider that names a thing by itself puts the resource's name and some random digits (`web-3f2a1b9`, seven or eight of them in those
 * bridged from Terraform, in Azure's and in Kubernetes'), and draws others in each preview. What is shown and compared has asterisks in
 * their place; the run itself is held to the digits of its last preview by the update plan. A provider that is part of the program draws
 * none, and a date is nobody's draw.
 */
export const withoutMadeUpName = (type: string, name: string, inputs: Properties): Properties =>
  type.startsWith('pulumi-nodejs:') ? inputs : without(name, inputs) as Properties

function without(name: string, value: unknown): unknown {
  if (typeof value === 'string') {
    const [, before = '', drawn = '', after = ''] = /^(.*?)((?!(?:19|20)\d{6})[0-9a-f]{7,8})(\.fifo)?$/s.exec(value) ?? []
    return drawn !== '' && squashed(before) === squashed(name) ? `${before}${'*'.repeat(drawn.length)}${after}` : value
  }
  if (Array.isArray(value)) return value.map(part => without(name, part))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, without(name, part)]))
}
