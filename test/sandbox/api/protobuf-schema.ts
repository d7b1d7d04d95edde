/**
 * Field numbers of the messages that kubectl sends as protobuf (its `create` and `auth` commands), from the Kubernetes API's
 * `generated.proto` files. A field is `number name type`; `*` marks a list, `%` a map from strings. Types that are no message:
 * string, bytes, bool, int, time.
 */
const text = `
ObjectMeta: 1 name string, 2 generateName string, 3 namespace string, 11 labels %string, 12 annotations %string, 14 finalizers *string
Namespace: 1 metadata ObjectMeta, 2 spec NamespaceSpec
NamespaceSpec: 1 finalizers *string
ConfigMap: 1 metadata ObjectMeta, 2 data %string, 3 binaryData %bytes, 4 immutable bool
Secret: 1 metadata ObjectMeta, 2 data %bytes, 3 type string, 4 stringData %string, 5 immutable bool
ServiceAccount: 1 metadata ObjectMeta
ResourceQuota: 1 metadata ObjectMeta, 2 spec ResourceQuotaSpec
ResourceQuotaSpec: 1 hard %Quantity, 2 scopes *string
Quantity: 1 string string
Job: 1 metadata ObjectMeta, 2 spec JobSpec
JobSpec: 1 parallelism int, 2 completions int, 3 activeDeadlineSeconds int, 6 template PodTemplateSpec, 7 backoffLimit int
PodTemplateSpec: 1 metadata ObjectMeta, 2 spec PodSpec
PodSpec: 2 containers *Container, 3 restartPolicy string, 4 terminationGracePeriodSeconds int, 8 serviceAccountName string, 10 nodeName string
Container: 1 name string, 2 image string, 3 command *string, 4 args *string, 5 workingDir string, 14 imagePullPolicy string
Role: 1 metadata ObjectMeta, 2 rules *PolicyRule
ClusterRole: 1 metadata ObjectMeta, 2 rules *PolicyRule
PolicyRule: 1 verbs *string, 2 apiGroups *string, 3 resources *string, 4 resourceNames *string, 5 nonResourceURLs *string
RoleBinding: 1 metadata ObjectMeta, 2 subjects *Subject, 3 roleRef RoleRef
ClusterRoleBinding: 1 metadata ObjectMeta, 2 subjects *Subject, 3 roleRef RoleRef
Subject: 1 kind string, 2 apiGroup string, 3 name string, 4 namespace string
RoleRef: 1 apiGroup string, 2 kind string, 3 name string
SelfSubjectAccessReview: 1 metadata ObjectMeta, 2 spec AccessReviewSpec
AccessReviewSpec: 1 resourceAttributes ResourceAttributes, 2 nonResourceAttributes NonResourceAttributes
ResourceAttributes: 1 namespace string, 2 verb string, 3 group string, 4 version string, 5 resource string, 6 subresource string, 7 name string
NonResourceAttributes: 1 path string, 2 verb string
SelfSubjectRulesReview: 1 metadata ObjectMeta, 2 spec RulesReviewSpec
RulesReviewSpec: 1 namespace string
SelfSubjectReview: 1 metadata ObjectMeta
DeleteOptions: 1 gracePeriodSeconds int, 2 preconditions Preconditions, 4 propagationPolicy string, 5 dryRun *string
Preconditions: 1 uid string, 2 resourceVersion string
`;

/** One field of a message. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly shape: 'one' | 'list' | 'map';
}

export type Message = ReadonlyMap<number, Field>;

/** Messages by name. */
export const messages: ReadonlyMap<string, Message> = new Map(text.trim().split('\n').map(parseMessage));

function parseMessage(line: string): [string, Message] {
  const [name = '', fields = ''] = line.split(': ');
  return [name, new Map(fields.split(', ').map(parseField))];
}

function parseField(words: string): [number, Field] {
  const [number, name = '', type = ''] = words.split(' ');
  const shape = type.startsWith('*') ? 'list' : type.startsWith('%') ? 'map' : 'one';
  return [Number(number), { name, type: type.replace(/^[*%]/, ''), shape }];
}
