import { expect, it } from 'vitest'
import { NEW_IDENTITY, whyIrreversible } from './irreversible.ts'

/** Types as the providers' own schemas spell them. */
const lost = [
  'aws:rds/instance:Instance', 'aws:rds/cluster:Cluster', 'aws:dynamodb/table:Table', 'aws:s3/bucketV2:BucketV2', 'aws:ec2/instance:Instance', 'aws:ebs/volume:Volume',
  'aws:elasticache/replicationGroup:ReplicationGroup', 'aws:opensearch/domain:Domain', 'aws:cognito/userPool:UserPool', 'aws:cloudwatch/logGroup:LogGroup',
  'aws:route53/zone:Zone', 'aws:redshift/cluster:Cluster', 'aws:kms/key:Key', 'aws:sqs/queue:Queue',
  'gcp:sql/databaseInstance:DatabaseInstance', 'gcp:bigquery/dataset:Dataset', 'gcp:spanner/instance:Instance', 'gcp:compute/instance:Instance',
  'gcp:organizations/project:Project', 'gcp:container/cluster:Cluster',
  'azure-native:storage:StorageAccount', 'azure:storage/account:Account', 'azure-native:documentdb:DatabaseAccount', 'azure-native:cache:Redis',
  'azure-native:dbforpostgresql:Server', 'azure-native:resources:ResourceGroup', 'azure-native:compute:VirtualMachine',
  'kubernetes:core/v1:PersistentVolumeClaim', 'kubernetes:core/v1:Namespace', 'kubernetes:apps/v1:StatefulSet', 'mongodbatlas:index/cluster:Cluster',
  'random:index/randomPassword:RandomPassword', 'tls:index/privateKey:PrivateKey', 'snowflake:index/warehouse:Warehouse', 'github:index/repository:Repository',
  'digitalocean:index/droplet:Droplet', 'pulumi-nodejs:dynamic/sandbox:Database',
]
const comesBack = [
  'aws:ec2/securityGroup:SecurityGroup', 'aws:lambda/function:Function', 'aws:iam/role:Role', 'aws:iam/instanceProfile:InstanceProfile', 'aws:route53/record:Record',
  'aws:ecs/service:Service', 'aws:rds/parameterGroup:ParameterGroup', 'kubernetes:apps/v1:Deployment', 'kubernetes:rbac.authorization.k8s.io/v1:ClusterRole',
  'gcp:compute/instanceTemplate:InstanceTemplate', 'azure-native:network:VirtualNetwork', 'pulumi-nodejs:dynamic/sandbox:Site', 'pulumi-nodejs:dynamic/sandbox:Route',
]

it.each(lost)('names a deleted or replaced %s as what does not come back', (type) => {
  for (const operation of ['delete', 'replace'] as const) expect(whyIrreversible(operation, type, {})).toMatch(/;/)
  for (const operation of ['create', 'update', 'forget', 'import'] as const) expect(whyIrreversible(operation, type, {})).toBeUndefined()
})

it.each(comesBack)('lets a %s be taken back without asking', (type) => {
  expect(whyIrreversible('delete', type, {})).toBeUndefined()
})

it('names every replacement: what comes after it is another thing', () => {
  for (const type of comesBack) expect(whyIrreversible('replace', type, {})).toBe(NEW_IDENTITY)
})

it('says how much would be lost where that is known', () => {
  expect(whyIrreversible('delete', 'aws:rds/instance:Instance', { rows: 12304, bytes: 41 << 20 }))
    .toBe('12,304 rows, 41 MB when last read; a deleted instance does not come back with its contents')
  expect(whyIrreversible('replace', 'random:index/randomPassword:RandomPassword', {})).toContain('another value')
})
