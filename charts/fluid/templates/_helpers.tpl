{{- define "fluid.namespace" -}}
{{ .Values.namespace | default .Release.Namespace }}
{{- end }}

{{- define "fluid.labels" -}}
app.kubernetes.io/name: fluid
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* Image of the control plane. Takes (list root block). */}}
{{- define "fluid.image" -}}
{{- $root := index . 0 }}{{ $block := index . 1 }}
{{- $tag := $block.imageTag | default $root.Values.image.tag | default $root.Chart.AppVersion }}
{{- include "fluid.reference" (dict "imagePrefix" $block.imagePrefix "imageName" $block.imageName "imageTag" $tag) }}
{{- end }}

{{/* Image from a block with imagePrefix, imageName, imageTag. */}}
{{- define "fluid.reference" -}}
{{- with .imagePrefix }}{{ trimSuffix "/" . }}/{{ end }}{{ .imageName }}:{{ .imageTag }}
{{- end }}

{{/* Names of the pull secrets, comma separated: they come as strings or as {name: x}. */}}
{{- define "fluid.pullSecretNames" -}}
{{- $names := list }}
{{- range .Values.image.imagePullSecrets }}
{{- if kindIs "map" . }}{{ $names = append $names .name }}{{ else }}{{ $names = append $names . }}{{ end }}
{{- end }}
{{- join "," $names }}
{{- end }}

{{/* The engines whose controller has an image, as a JSON list: {type, kind, plural, block, env}. */}}
{{- define "fluid.engines" -}}
{{- $runtime := .Values.runtime }}
{{- $engines := list }}
{{- $engines = append $engines (dict "type" "alluxio" "kind" "AlluxioRuntime" "plural" "alluxioruntimes"
      "images" (dict "DEFAULT_INIT_IMAGE_ENV" $runtime.alluxio.init "ALLUXIO_RUNTIME_IMAGE_ENV" $runtime.alluxio.runtime "ALLUXIO_FUSE_IMAGE_ENV" $runtime.alluxio.fuse)
      "settings" (dict)) }}
{{- $engines = append $engines (dict "type" "juicefs" "kind" "JuiceFSRuntime" "plural" "juicefsruntimes"
      "images" (dict "JUICEFS_CE_IMAGE_ENV" $runtime.juicefs.fuse.ce "JUICEFS_EE_IMAGE_ENV" $runtime.juicefs.fuse.ee)
      "settings" (dict)) }}
{{- $engines = append $engines (dict "type" "jindo" "kind" "JindoRuntime" "plural" "jindoruntimes"
      "images" (dict "JINDO_SMARTDATA_IMAGE_ENV" $runtime.jindo.smartdata "JINDO_FUSE_IMAGE_ENV" $runtime.jindo.fuse)
      "settings" (dict "JINDO_ENGINE_TYPE" $runtime.jindo.engine "QUERY_UFS_TOTAL" $runtime.jindo.queryUfsTotal)) }}
{{- $present := list }}
{{- range $engines }}
{{- $block := index $runtime .type }}
{{- if $block.controller.imageName }}
{{- $present = append $present (set . "block" $block) }}
{{- end }}
{{- end }}
{{- toJson $present }}
{{- end }}

{{/* Placement of every control-plane pod. Takes (dict "root" . "name" n "block" b). */}}
{{- define "fluid.podPlacement" -}}
priorityClassName: {{ .root.Values.priorityClassName }}
{{- with .block.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - key: type
              operator: NotIn
              values:
                - virtual-kubelet
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              control-plane: {{ .name }}
{{- with include "fluid.pullSecretNames" .root }}
imagePullSecrets:
  {{- range splitList "," . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{- define "fluid.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop:
    - ALL
{{- end }}

{{/* Environment that all components share. */}}
{{- define "fluid.commonEnv" -}}
- name: MY_POD_NAMESPACE
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
- name: MY_POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: MOUNT_ROOT
  value: {{ .Values.runtime.mountRoot | quote }}
{{- with include "fluid.pullSecretNames" . }}
- name: IMAGE_PULL_SECRETS
  value: {{ . | quote }}
{{- end }}
{{- end }}

{{/* Leases are per namespace; a Role names the ones that a component holds. Takes (dict "root" . "name" n "lease" l). */}}
{{- define "fluid.leaseRules" -}}
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [create]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [{{ .lease }}]
  verbs: [get, update, patch]
{{- end }}

{{/* What the containers of all controllers have in common. Takes (dict "resources" r). */}}
{{- define "fluid.controllerContainer" -}}
ports:
  - name: metrics
    containerPort: 8080
livenessProbe:
  httpGet:
    path: /healthz
    port: metrics
  initialDelaySeconds: 10
  periodSeconds: 20
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet:
    path: /readyz
    port: metrics
  periodSeconds: 1
  timeoutSeconds: 2
  failureThreshold: 10
{{- with .resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- include "fluid.containerSecurity" . | nindent 2 }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
{{- end }}
