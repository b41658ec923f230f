package io.fluid.webhook;

import io.fluid.webhook.Certificates.Bundle;
import org.jspecify.annotations.Nullable;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** Shows new connections the certificate that was set last. */
final class ReloadableKeyManager extends X509ExtendedKeyManager {

    private static final String ALIAS = "serving";
    private static final String KEY_TYPE = "EC";

    private record Identity(X509Certificate[] chain, PrivateKey key) {}

    private volatile Identity identity;

    ReloadableKeyManager(Bundle bundle) {
        identity = identity(bundle);
    }

    void use(Bundle bundle) {
        identity = identity(bundle);
    }

    private static Identity identity(Bundle bundle) {
        return new Identity(new X509Certificate[] {bundle.servingCertificate()}, bundle.privateKey());
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return KEY_TYPE.equals(keyType) ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return KEY_TYPE.equals(keyType) ? ALIAS : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identity.chain().clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identity.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return KEY_TYPE.equals(keyType) ? new String[] {ALIAS} : null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
