import { describe, expect, it } from 'vitest';
import {
  renderRepositoryPod,
  renderRepositoryService,
  type RepositorySpec,
  repositoryUrl,
} from '../../../../src/restic/repository/repository-pod.ts';

const spec: RepositorySpec = {
  namespace: 'liqo-move-abcdefghij-1',
  labels: { 'move.liqo.io/id': 'abcdefghij' },
  image: 'restic/rest-server:0.14.0',
  resources: {},
  secret: 'server',
  certificate: 'certificate',
  storage: { kind: 'class', storageClass: 'local-path', size: '12Gi' },
};

describe('repository', () => {
  it('looks as agreed', () => {
    expect(renderRepositoryPod(spec)).toMatchSnapshot();
    expect(renderRepositoryService(spec)).toMatchSnapshot();
  });

  it('is reached through its Service', () => {
    const { metadata, spec: pod } = renderRepositoryPod(spec);
    const service = renderRepositoryService(spec);
    expect(metadata.labels).toMatchObject(service.spec?.selector ?? {});
    const { hostname, port, pathname } = new URL(repositoryUrl(spec.namespace, 'abcdefghij', 'https').replace(/^rest:/, ''));
    expect(hostname).toBe(`${service.metadata.name}.${spec.namespace}.svc`);
    expect(Number(port)).toBe(service.spec?.ports?.[0]?.port);
    expect(pathname).toBe('/abcdefghij/');
    expect(pod?.containers[0]?.command).toContain(`:${port}`);
  });

  it('speaks plain HTTP without a certificate, for moves that were begun like that', () => {
    const { certificate, ...plain } = spec;
    const [server] = renderRepositoryPod(plain).spec?.containers ?? [];
    expect(server?.command?.join(' ')).not.toContain('tls');
    expect(JSON.stringify(renderRepositoryPod(plain))).not.toContain(String(certificate));
    expect(server?.ports?.[0]?.name).toBe('http');
    expect(repositoryUrl(spec.namespace, 'abcdefghij', 'http')).toMatch(/^rest:http:/);
  });

  it('gives the server its certificate and key, and nothing else of that Secret', () => {
    const volume = renderRepositoryPod(spec).spec?.volumes?.find(({ name }) => name === 'certificate');
    expect(volume?.secret?.items?.map(({ key }) => key)).toEqual(['tls.crt', 'tls.key']);
  });

  it('stays within a limit on the node where no class is given', () => {
    const pod = renderRepositoryPod({ ...spec, storage: { kind: 'node', sizeLimit: '10Gi' } });
    expect(pod.spec?.volumes?.[0]).toEqual({ name: 'data', emptyDir: { sizeLimit: '10Gi' } });
  });
});
