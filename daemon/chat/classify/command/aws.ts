import type { Operation } from '../operation.ts'
import type { Parameters } from '../classification.ts'
import type { Parser } from './arguments.ts'
import { own, reading, typed, valueOf } from './arguments.ts'
import { operationOfPrefix } from './verb-prefixes.ts'

/**
 * The AWS command line: `aws SERVICE OPERATION`, and the operation's first word says what it does, with exceptions. They follow the
 * access levels of
 * the Service Authorization Reference, except that whatever hands out credentials is a change: a session token is a door, also when it
 * is "got".
 */
const EXCEPTIONS: Readonly<Record<string, Operation>> = {
  'sts get-session-token': 'authenticate', 'sts get-federation-token': 'authenticate', 'sts assume-role': 'authenticate', 'sts assume-role-with-saml': 'authenticate',
  'sts assume-role-with-web-identity': 'authenticate', 'sts assume-root': 'authenticate', 'sts get-access-key-info': 'get', 'sts get-caller-identity': 'get',
  'ecr get-login': 'authenticate', 'ecr get-login-password': 'authenticate', 'ecr get-authorization-token': 'authenticate', 'eks get-token': 'authenticate',
  'ecr-public get-login-password': 'authenticate', 'ecr-public get-authorization-token': 'authenticate', 'rds generate-db-auth-token': 'authenticate',
  'codeartifact get-authorization-token': 'authenticate', 'codeartifact login': 'authenticate', 'sso login': 'authenticate', 'sso logout': 'authenticate',
  'sso get-role-credentials': 'authenticate', 'cognito-identity get-credentials-for-identity': 'authenticate', 'cognito-identity get-open-id-token': 'authenticate',
  'cognito-identity get-id': 'authenticate', 'redshift get-cluster-credentials': 'authenticate', 'redshift-serverless get-credentials': 'authenticate',
  'lightsail get-instance-access-details': 'authenticate', 'lightsail download-default-key-pair': 'authenticate', 'gamelift get-instance-access': 'authenticate',
  's3 presign': 'authenticate', 'grafana create-workspace-api-key': 'authenticate', 'ec2 get-password-data': 'authenticate', 'ec2-instance-connect ssh': 'connect',
  'eks update-kubeconfig': 'set-config', 'configure list': 'get', 'configure list-profiles': 'list', 'configure get': 'get', 'configure sso': 'authenticate',
  'configure export-credentials': 'authenticate', 's3 ls': 'list', 's3 cp': 'copy', 's3 mv': 'move', 's3 sync': 'copy', 's3 rm': 'delete', 's3 mb': 'create', 's3 rb': 'delete',
  's3 website': 'set-config', 's3api head-object': 'get', 's3api head-bucket': 'status', 's3api get-object': 'get', 'logs tail': 'logs',
  'logs get-log-events': 'logs', 'logs filter-log-events': 'logs', 'logs start-query': 'query', 'logs start-live-tail': 'logs', 'logs describe-log-groups': 'list',
  'cloudtrail lookup-events': 'history', 'cloudformation describe-stack-events': 'history', 'cloudformation detect-stack-drift': 'diff',
  'cloudformation detect-stack-resource-drift': 'diff', 'cloudformation describe-stack-resource-drifts': 'diff', 'cloudformation estimate-template-cost': 'cost',
  'cloudformation deploy': 'deploy', 'cloudformation execute-change-set': 'deploy', 'cloudformation package': 'copy', 'cloudformation cancel-update-stack': 'stop',
  'cloudformation continue-update-rollback': 'rollback', 'cloudwatch get-metric-statistics': 'metrics', 'cloudwatch get-metric-data': 'metrics',
  'ssm start-session': 'connect', 'ssm send-command': 'run', 'ecs execute-command': 'run', 'ssm get-parameters-by-path': 'list',
  'ecs update-service': 'update', 'iam generate-credential-report': 'get', 'iam simulate-principal-policy': 'simulate', 'iam simulate-custom-policy': 'simulate',
  'iam generate-service-last-accessed-details': 'get', 'lambda update-function-code': 'deploy', 'deploy create-deployment': 'deploy', 'deploy push': 'copy',
  'sqs receive-message': 'get', 'sqs purge-queue': 'delete', 'sns publish': 'run', 'rds restore-db-instance-from-db-snapshot': 'restore', 'ec2 run-instances': 'create',
  'ec2 authorize-security-group-ingress': 'grant', 'ec2 authorize-security-group-egress': 'grant', 'dynamodb scan': 'query', 'dynamodb query': 'query',
  'dynamodb batch-get-item': 'get', 'dynamodb execute-statement': 'run', 'kms decrypt': 'run', 'autoscaling set-desired-capacity': 'scale',
  'application-autoscaling put-scaling-policy': 'scale', 'autoscaling update-auto-scaling-group': 'scale', 'kinesis get-records': 'get',
  'elasticbeanstalk swap-environment-cnames': 'deploy', 'apigateway test-invoke-method': 'run', 'secretsmanager get-random-password': 'get',
}

const BOOLEANS = new Set(['dry-run', 'dryrun', 'recursive', 'human-readable', 'summarize', 'no-cli-pager', 'debug', 'no-paginate', 'no-sign-request', 'force', 'delete',
  'follow', 'no-verify-ssl', 'skip-final-snapshot', 'help', 'version', 'force-delete-without-recovery', 'quiet', 'include-all-instances'])
export const AWS_BOOLEANS = BOOLEANS

/** Flags whose value is the thing itself, best first. */
const NAMING = /^(.*-)?(name|id|ids|identifier|arn|bucket|names|url|key-id|instance-ids|function-name|table-name|cluster|service|repository|zone|domain)$/

export const aws: Parser = ({ positional, flags }) => {
  const group = positional[0]?.toLowerCase()
  if (group === undefined) return flags.size > 0 ? reading('explain', 'aws') : null
  const verb = positional[1]?.toLowerCase() ?? ''
  if (group === 'help' || verb === 'help' || positional[2] === 'help') return reading('explain', 'aws', group)
  if (!/^[a-z][a-z0-9-]*$/.test(group)) return null
  const full = `${group} ${verb}`
  let operation = own(EXCEPTIONS, full) ?? (group === 'configure' ? 'set-config' : verb === '' ? undefined : operationOfPrefix(verb))
  if (operation === undefined) {
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(verb)) return null
    operation = 'run'
  }
  if (group === 'ce' || group === 'pricing' || group === 'budgets' || group === 'cur') {
    if (operation === 'get') operation = 'cost'
  }
  if (operation === 'create' && /snapshot|backup/.test(verb)) operation = 'export'
  if (flags.has('dry-run') || flags.has('dryrun') || flags.has('generate-cli-skeleton')) operation = 'simulate'
  if (
    full === 'ecs update-service'
  ) operation = flags.has('desired-count') ? 'scale' : flags.has('force-new-deployment') ? 'deploy' : operation
  if (full === 'ec2 get-console-output') operation = 'logs'

  let target: string | null = positional[2] ?? null
  // The flag that is called like the operation's noun names the thing: update-service --cluster c --service web.
  const noun = verb.replace(/^[a-z]+-/, '')
  const parameters: Parameters = { service: group }
  for (const [name, value] of flags) {
    if (value === true) continue
    if (name === 'region' || name === 'profile') parameters[name] = value
    else if (/^(desired-count|desired-capacity|count|min-size|max-size|instance-type|size)$/.test(name)) parameters[name] = typed(value)
    else if (
      NAMING.test(name) && !/^(output|query|filters?)$/.test(name)
      && (target === null || noun.endsWith(name.replace(/-(name|id|arn|identifier|ids)$/, '')) || name.replace(/-(name|id|arn|identifier|ids)$/, '') === noun)
    ) target = value
  }
  // aws s3 cp FROM TO: what is written to is what matters.
  if (group === 's3' && positional.length > 3) parameters.destination = (positional[3] ?? '')
  if (target === null) {
    const name = valueOf(flags, 'name', 'stack-name', 'user-name', 'role-name', 'group-name')
    target = name ?? (verb.replace(/^[a-z]+-/, '') || group)
  }
  if (operation === 'describe' && /s$/.test(verb) && target === verb.replace(/^[a-z]+-/, '')) operation = 'list'
  return reading(operation, 'aws', target, parameters, own(EXCEPTIONS, full) || operationOfPrefix(verb) ? 0.98 : 0.7)
}
