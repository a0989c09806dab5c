/** The services that a message can be about. `generic` is a machine, a network or anything that names no service. */
export const SERVICES = [
  'pulumi', 'kubernetes', 'snowflake', 'github', 'aws', 'gcp', 'azure', 'terraform', 'docker', 'git', 'sandbox', 'generic',
] as const
export type Service = (typeof SERVICES)[number]

/**
 * Words that name a service by themselves, with a weight: 3 names it outright, 2 is a product that only it has, 1 is a word that others
 * use too.
 * Multi-word names are joined with a space and looked up as pairs.
 */
const NAMES: readonly (readonly [Service, number, string])[] = [
  ['pulumi', 3, 'pulumi'],
  ['terraform', 3, 'terraform tfstate hcl tofu opentofu terragrunt tfvars tflint'],
  ['kubernetes', 3, 'kubernetes k8s kubectl kube kubelet helm minikube kubeconfig k3s openshift argocd kustomize istio'],
  ['kubernetes', 2, 'pod pods deployment deployments daemonset daemonsets statefulset statefulsets replicaset replicasets configmap '
    + 'configmaps namespace '
    + 'namespaces ingress ingresses cronjob cronjobs hpa pvc pvcs pv crd crds kubeadm serviceaccount clusterrole clusterrolebinding '
      + 'rolebinding nodeport '
    + 'crashloopbackoff imagepullbackoff crashloop crashlooping oomkilled taint toleration sidecar chart charts'],
  ['kubernetes', 1, 'replica replicas node nodes cluster clusters rollout namespaced container'],
  ['snowflake', 3, 'snowflake snowsql snowpipe snowpark snowsight'],
  ['snowflake', 2, 'warehouse warehouses warehouse_size accountadmin sysadmin securityadmin unload undrop'],
  ['snowflake', 1, 'schema schemas table tables view views stage stages rows column columns sql'],
  ['github', 3, 'github gh octokit dependabot'],
  ['github', 2, 'pr prs repo repos repository repositories codespace codespaces codeowners gist gists'],
  ['github', 1, 'issue issues workflow workflows branch branches release releases commit commits milestone fork reviewer reviewers'],
  ['aws', 3, 'aws amazon'],
  ['aws', 2, 'ec2 s3 rds iam lambda lambdas cloudwatch cloudfront cloudformation cloudtrail dynamodb sqs sns ecs eks ecr fargate route53 '
    + 'elasticache redshift '
    + 'kinesis athena sagemaker beanstalk elb alb nlb ebs efs ami amis arn codebuild codepipeline codedeploy cognito secretsmanager ssm '
      + 'eventbridge '
    + 'guardduty lightsail glacier vpc vpcs asg opensearch aurora msk emr waf cdk apprunner glue'],
  ['gcp', 3, 'gcp gcloud gsutil bq google'],
  ['gcp', 2, 'gce gke gcs bigquery pubsub cloudsql dataproc dataflow spanner firestore bigtable cloudrun vertex memorystore'],
  ['azure', 3, 'azure az'],
  ['azure', 2, 'aks cosmosdb cosmos vmss entra keyvault aci acr bicep webapp webapps functionapp'],
  ['docker', 3, 'docker podman dockerfile docker-compose dockerhub'],
  ['git', 3, 'git'],
  ['sandbox', 3, 'sandbox'],
]

const PAIRS: readonly (readonly [Service, string])[] = [
  ['aws', 's3 bucket'], ['aws', 'step function'], ['aws', 'step functions'], ['aws', 'security group'], ['aws', 'security groups'], ['aws', 'auto scaling'],
  ['aws', 'route 53'], ['aws', 'parameter store'], ['aws', 'secrets manager'], ['aws', 'elastic ip'], ['aws', 'iam user'], ['aws', 'iam role'],
  ['gcp', 'cloud run'], ['gcp', 'cloud sql'], ['gcp', 'cloud storage'], ['gcp', 'compute engine'], ['gcp', 'cloud function'], ['gcp', 'cloud functions'],
  ['gcp', 'pub sub'], ['gcp', 'google cloud'], ['gcp', 'app engine'], ['gcp', 'cloud build'], ['gcp', 'gcp project'], ['gcp', 'artifact registry'],
  ['azure', 'resource group'], ['azure', 'resource groups'], ['azure', 'app service'], ['azure', 'key vault'], ['azure', 'cosmos db'], ['azure', 'scale set'],
  ['azure', 'storage account'], ['azure', 'storage accounts'], ['azure', 'managed identity'], ['azure', 'azure ad'], ['azure', 'logic app'],
  ['azure', 'blob container'], ['azure', 'entra id'], ['azure', 'service principal'], ['azure', 'app registration'],
  ['github', 'pull request'], ['github', 'pull requests'], ['github', 'github actions'], ['github', 'merge request'],
  ['docker', 'docker compose'], ['snowflake', 'virtual warehouse'], ['snowflake', 'resource monitor'], ['pulumi', 'pulumi stack'],
]

const BY_WORD = new Map<string, { service: Service, weight: number }>()
for (const [service, weight, words] of NAMES) for (const word of words.split(' ')) BY_WORD.set(word, { service, weight })
for (const [service, words] of PAIRS) BY_WORD.set(words, { service, weight: 2 })

/** Every word, and every two with a space between, that says something about the service. */
export const wordsOfServices = (): Iterable<[string, { service: Service, weight: number }]> => BY_WORD

/** The service that most of the words' weight names; `generic` where no word names any. Earlier words win a tie. */
export function serviceOfWords(words: readonly string[]): Service {
  const weights = new Map<Service, number>()
  const add = (found: { service: Service, weight: number } | undefined): void => {
    if (found) weights.set(found.service, (weights.get(found.service) ?? 0) + found.weight * found.weight)
  }
  for (let i = 0; i < words.length; i++) {
    add(BY_WORD.get((words[i] ?? '')))
    if (i + 1 < words.length) add(BY_WORD.get((words[i] ?? '') + ' ' + (words[i + 1] ?? '')))
  }
  let best: Service = 'generic'
  let most = 0
  for (const [service, weight] of weights) if (weight > most) { best = service; most = weight }
  return best
}

const PROVIDERS: ReadonlyMap<string, Service> = new Map<string, Service>([
  ['google-cloud', 'gcp'], ['google', 'gcp'], ['pulumi-cloud', 'pulumi'], ['k8s', 'kubernetes'],
])

/** The service behind a page's or a provider's name, as extension and configuration spell them. */
export function serviceOfProvider(provider: string | undefined): Service | undefined {
  if (provider === undefined) return undefined
  const name = provider.toLowerCase()
  const known = (SERVICES as readonly string[]).find((service) => service === name) as Service | undefined
  return known ?? PROVIDERS.get(name)
}
