import { fragmentOf, partsOf, subject, type Console, type Reading } from './console.ts'

type Found = Pick<Reading, 'kind' | 'id'> & Partial<Pick<Reading, 'service'>>
type Page = { readonly url: URL, readonly path: readonly string[], readonly hash: string, readonly fragment: ReturnType<typeof fragmentOf> }
type Service = (page: Page) => Found | null

/** `#InstanceDetails:instanceId=i-0abc;tab=status` and its like, the form of the EC2, VPC and RDS consoles. */
function detail(hash: string, name: string, field: string): string | undefined {
  const [page, rest = ''] = [hash.slice(1, hash.indexOf(':')), hash.slice(hash.indexOf(':') + 1)]
  if (page !== name || !hash.includes(':')) return undefined
  const value = rest.split(/[;&]/).find((part) => part.startsWith(`${field}=`))?.slice(field.length + 1)
  return value === undefined ? undefined : decodeURIComponent(value)
}

const details: readonly (readonly [page: string, field: string, kind: string])[] = [
  ['InstanceDetails', 'instanceId', 'instance'], ['Instances', 'instanceId', 'instance'], ['VolumeDetails', 'volumeId', 'volume'],
  ['SecurityGroup', 'groupId', 'security group'], ['SecurityGroup', 'securityGroupId', 'security group'], ['ImageDetails', 'imageId', 'image'],
  ['AutoScalingGroupDetails', 'id', 'auto scaling group'], ['LoadBalancer', 'loadBalancerArn', 'load balancer'],
  ['TargetGroup', 'targetGroupArn', 'target group'], ['LaunchTemplateDetails', 'launchTemplateId', 'launch template'],
  ['ElasticIpDetails', 'AllocationId', 'elastic IP'], ['SnapshotDetails', 'snapshotId', 'snapshot'],
  ['VpcDetails', 'VpcId', 'VPC'], ['SubnetDetails', 'subnetId', 'subnet'], ['RouteTableDetails', 'RouteTableId', 'route table'],
  ['NatGatewayDetails', 'natGatewayId', 'NAT gateway'], ['InternetGateway', 'internetGatewayId', 'internet gateway'],
]

const byDetail: Service = ({ hash }) => {
  for (const [name, field, kind] of details) {
    const id = detail(hash, name, field)
    if (id !== undefined && id !== '') return { kind, id }
  }
  return null
}

/** The part of a path after a name: `clusters/prod` → `prod`. */
const after = (parts: readonly string[], name: string): string | undefined => {
  const at = parts.indexOf(name)
  return at < 0 ? undefined : parts[at + 1]
}
const found = (kind: string, id: string | undefined | null): Found | null => (id === undefined || id === null || id === '' ? null : { kind, id })

/** CloudWatch writes `%` as `$25`, twice: `$252Faws$252Flambda` is `/aws/lambda`. */
const dollars = (text: string): string => decodeURIComponent(decodeURIComponent(text.replaceAll('$', '%')))

const services: Readonly<Record<string, Service>> = {
  ec2: byDetail,
  vpcconsole: byDetail,
  vpc: byDetail,
  s3: ({ url, path }) => {
    const bucket = path[2]
    if (path[1] === 'buckets') return found('bucket', bucket)
    const key = url.searchParams.get('prefix')
    return path[1] === 'object' && bucket !== undefined ? found('object', key === null || key === '' ? undefined : `${bucket}/${key}`) : null
  },
  lambda: ({ fragment }) => found('function', after(fragment.parts, 'functions')),
  rds: ({ hash }) => found(detail(hash, 'database', 'is-cluster') === 'true' ? 'database cluster' : 'database', detail(hash, 'database', 'id')),
  dynamodbv2: ({ fragment }) => (fragment.parts[0] === 'table' ? found('table', fragment.query.get('name'))
    : fragment.parts[0] === 'item-explorer' ? found('table', fragment.query.get('table')) : null),
  ecs: ({ path }) => {
    const [cluster, service, task] = [after(path, 'clusters'), after(path, 'services'), after(path, 'tasks')]
    return service !== undefined ? found('service', `${cluster}/${service}`) : task !== undefined ? found('task', `${cluster}/${task}`) : found('cluster', cluster)
  },
  eks: ({ path, fragment }) => found('cluster', after(path, 'clusters') ?? after(fragment.parts, 'clusters')),
  cloudformation: ({ fragment }) => found('stack', fragment.parts[0] === 'stacks' ? fragment.query.get('stackId') : undefined),
  cloudwatch: ({ hash }) => {
    const [, group] = /^#logsV2:log-groups\/log-group\/([^/?]+)/.exec(hash) ?? []
    const [, alarm] = /^#alarmsV2:alarm\/([^?]+)/.exec(hash) ?? []
    return group !== undefined ? found('log group', dollars(group)) : found('alarm', alarm === undefined ? undefined : decodeURIComponent(alarm))
  },
  iam: ({ fragment }) => {
    const [room, ...rest] = fragment.parts
    const id = rest[0] === 'details' ? rest[1] : rest.join('/')
    const kinds: Readonly<Record<string, string>> = { roles: 'role', users: 'user', policies: 'policy', groups: 'group' }
    return found(kinds[room ?? ''] ?? '', kinds[room ?? ''] === undefined ? undefined : id)
  },
  sqs: ({ fragment }) => found('queue', after(fragment.parts, 'queues')),
  sns: ({ fragment }) => found('topic', after(fragment.parts, 'topic')),
  route53: ({ hash }) => found('hosted zone', /^#ListRecordSets\/([A-Z0-9]+)/.exec(hash)?.[1]),
  secretsmanager: ({ url, path }) => found('secret', path[1] === 'secret' ? url.searchParams.get('name') : undefined),
  cloudfront: ({ fragment }) => found('distribution', after(fragment.parts, 'distributions')),
  apigateway: ({ path }) => found('API', after(path, 'apis')),
  states: ({ fragment }) => found('state machine', fragment.parts[0] === 'statemachines' ? fragment.parts[2] : undefined),
  go: ({ url, path }) => (path[1] === 'view' ? found('resource', url.searchParams.get('arn')) : null),
}

/** arn:partition:service:region:account:resource, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const arnForm = /^arn:aws[a-z-]*:([a-z0-9-]+):([a-z0-9-]*):([0-9]{12})?:/

/**
 * The AWS Management Console: one host for all, one for each region, one for each session ("123456789012-ab12cd34.eu-west-1.console…"), and
 * those of the partitions for China and the US government.
 */
export const aws: Console = (url) => {
  const host = /^(?:(?:(\d{12})-[a-z0-9]+\.)?([a-z]{2}(?:-[a-z]+)+-\d)\.|s3\.)?console\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/.exec(url.hostname)
  const path = partsOf(url.pathname)
  if (url.protocol !== 'https:' || host === null || path === null) return null
  const name = path[0] ?? ''
  try {
    const read = Object.hasOwn(services, name) ? services[name]?.({ url, path, hash: url.hash, fragment: fragmentOf(url) }) : null
    if (read === null || read === undefined) return null
    const [, arnService, arnRegion, arnAccount] = arnForm.exec(read.id) ?? []
    const region = url.searchParams.get('region') ?? (arnRegion === '' ? undefined : arnRegion) ?? host[2]
    const service = name === 'go' ? arnService : name === 'vpcconsole' ? 'vpc' : name === 'dynamodbv2' ? 'dynamodb' : name
    return subject({ provider: 'aws', account: host[1] ?? arnAccount, region, service, ...read })
  } catch (error) {
    // An address with a broken escape names nothing.
    if (error instanceof URIError) return null
    throw error
  }
}
