/**
 * Nouns of resources and of operations work, as consoles, command lines and their manuals use them. Strong ones hardly mean anything else;
 * the others are everyday or programming words as well and need company.
 */
const STRONG = 'nodegroup nodegroups nodepool nodepools keyvault vaults vault keypairs allowlist denylist blocklist acl acls nacl iam oidc saml sso mfa otp '
  + 'kms cmk hsm tls ssl https certbot letsencrypt csr pem crt x509 truststore keystore cname txt-record mx nameserver nameservers hostnames subdomain '
  + 'fqdn dhcp bgp vlan vpc vpcs vpns netmask cidrs loadbalancers ingresses egress reverse-proxy failovers standby hotstandby replication replicasets '
  + 'daemonset statefulsets autoscaling-group scaleset scalesets hypervisors vsphere vmware esxi proxmox virtualbox vagrant libvirt qemu kvm lxc lxd '
  + 'droplet droplets linode hetzner digitalocean heroku vercel netlify fly cloudformation cloudwatch cloudtrail cloudfront codebuild codepipeline '
  + 'codecommit codeartifact codedeploy guardduty macie inspector workmail workspaces-directory quicksight athena kinesis firehose eventbridge '
  + 'lightsail amplify appsync stepfunctions sagemaker batch-job fargate mediaconvert route53 bigtable pubsub dataproc dataflow spanner firestore '
  + 'memorystore cloudsql appengine cloudbuild logsink vmss aks acr aci cosmosdb appservice functionapp logicapp servicebus eventhub eventhubs '
  + 'appconfig keyvaults storageaccount runbook runbooks tfvars tfstate tfplan hcl statefile backend-config lockfile urn provisioner provisioners '
  + 'helmrelease kustomization kustomizations gitrepository helmchart gitops fluxcd tekton knative linkerd cilium calico coredns etcd kubelet '
  + 'kube-proxy kubeadm apiserver api-server webhook-url webhooks serverless faas paas saas iaas container-image dockerfile docker-compose compose swarm '
  + 'buildx buildkit podman containerd runc registry-mirror imagepullsecret codeowners changelog pull-request codespaces dependabot gitignore '
  + 'submodule submodules worktree worktrees stash rebase refspec reflog upstream monorepo ci cd cicd ci/cd pipeline-run runbook artifactory nexus '
  + 'sonarqube snyk trivy postgres psql mysqldump mongodump replicaset sharding reindex vacuum tablespace tablespaces warehouse snowpipe accountadmin '
  + 'ddl dml sql rdbms nosql keyspace keyspaces oltp olap etl elt dbt airflow kafka zookeeper rabbitmq memcached valkey clickhouse cassandra couchdb '
  + 'influxdb cockroachdb opensearch logstash fluentd fluentbit loki tempo jaeger zipkin opentelemetry statsd collectd nagios zabbix icinga sentry '
  + 'uptimerobot opsgenie incident-channel postmortem slo slos sla slas sre oncall on-call systemd initd unit-file journald rsyslog syslog logrotate '
  + 'crontab cronjobs swapfile swap lvm raid zfs btrfs ext4 xfs nfs smb cifs iscsi fstab initramfs grub bios uefi firmware kernel sysctl selinux '
  + 'apparmor ufw iptables nftables fail2ban sudoers authorized_keys known_hosts passwd useradd sshd sftp scp rsync curl wget apt yum dnf apk pacman '
  + 'homebrew rpm deb playbook playbooks inventory-file ansible chef-cookbook saltstack puppet packer consul nomad terraform opentofu pulumi cdk bicep'
const MEDIUM = 'agent agents ruleset rulesets ruleset-id keys-list server-side cluster-wide namespace-scoped entity-type configuration-store balancer balancers vaulted distribution distributions hosted-zone recordset recordsets listener targets target-group '
  + 'autoscale threshold-alarm dashboards datasets dataset datastore datastores blob-storage fileshare fileshares volumes-claims claim-pvc mountpoint '
  + 'mounts attachment attachments peer peers peerings gateway-subnet subnetworks addresses interfaces forwarding routing routers router switch-port '
  + 'throughput bandwidth packet rate-limit backlog deadletter dead-letter consumer-group consumers producers brokers broker topics-list partitions '
  + 'replication-factor failback redundancy redundant restore-point recovery recoverypoint retention lifecycle archival entitlement entitlements '
  + 'credential identities identity principal principals tenant tenants impersonation federation authorizer authorizers scopes webhook signing '
  + 'encryption encrypted ciphertext passphrase passphrases rotation expiry renewal fingerprints thumbprint provision-state provisioned deprovisioned '
  + 'orphan orphans zombie-process crashed unresponsive unreachable unavailable degraded throttled throttling timeouts retries retry-policy backoff '
  + 'liveness readiness probe probes sidecars initcontainer init-container annotations selectors selector taints tolerations affinity finalizer '
  + 'finalizers operator operators controller controllers admission crd custom-resource operators-hub manifest-file chart-version kubeconfigs contexts '
  + 'stacksets stackset changeset changesets preview previews dry-run rollouts canaries blue-green hotfixes builds-queue artifacts attestations '
  + 'workflows runners-group checks milestones forks gists labels-list assignees reviewers codebase commits tags-list submodules branches worktrees '
  + 'migrations procedure procedures triggers-list sequences indexes tablespaces replicas-set grants privileges privilege superuser dbname '
  + 'collation cursors transactions deadlock deadlocks checkpoint wal binlog slow-query queries-log analyzer analyzers crawler crawlers '
  + 'pipeline-run datasource datasources sinks connector connectors ingestion endpoint-url urls uris uri ports-list sockets socket daemonized '
  + 'filesystems mountable inode files-list directories paths-list binaries binary-file executables logs-stream logfile logfiles log-group '
  + 'log-groups stdout stderr stdin tty terminal terminals console-output prompt-shell cli sdk api-call api-key api-keys extensions-list plugins add-ons addons '
  + 'marketplace sku skus quota-limit licences licenses reservations-of reserved-instance spot preemptible on-demand savings-plan reservation-id budget-alert '
  + 'cost-center chargeback invoices-of arn arns guid uuid resource-id object-id tags-of environment-variables env-vars dotenv configmap-data'

/** The words of a list each, with how surely they are infrastructure's. */
export const weighed = (...lists: readonly (readonly [weight: number, words: string])[]): [string, number][] =>
  lists.flatMap(([weight, words]) => words.split(' ').map((word): [string, number] => [word, weight]))

/** 2 or 1: how surely a word is a resource's or a tool's. */
export const THINGS: readonly (readonly [string, number])[] = weighed([1, MEDIUM], [2, STRONG])
