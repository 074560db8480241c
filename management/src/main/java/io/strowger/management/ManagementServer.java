// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.strowger.configuration.Endpoint;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server of a process. On a loopback address without tokens it trusts every process of the
 * host, and therefore refuses what a browser sends on behalf of a foreign web page.
 */
public final class ManagementServer implements AutoCloseable {
    /** Most requests worked on at a time; further ones are answered 503. */
    public static final int MAX_REQUESTS = 64;

    private static final System.Logger LOG = System.getLogger("strowger.management");

    private final HttpServer server;
    private final ExecutorService threads;
    private final ApiRoutes routes;
    private final boolean loopback;
    private final @Nullable AccessTokens tokens;
    private final Semaphore requests = new Semaphore(MAX_REQUESTS);

    private ManagementServer(
            HttpServer server, ApiRoutes routes, boolean loopback, @Nullable AccessTokens tokens) {
        this.server = server;
        this.routes = routes;
        this.loopback = loopback;
        this.tokens = tokens;
        this.threads =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
    }

    /**
     * Starts to serve.
     *
     * @param endpoint where; port 0 takes a free one
     * @param tokens who is let in, or null for everybody, which only a loopback address may have
     * @param realm digest realm of users, or null for their domain
     * @throws IOException when the address cannot be had
     */
    public static ManagementServer start(
            Endpoint endpoint,
            @Nullable AccessTokens tokens,
            @Nullable String realm,
            ManagementPorts ports)
            throws IOException {
        if (tokens == null && !endpoint.isLoopback()) {
            throw new IllegalArgumentException("no tokens for " + endpoint);
        }
        limit();
        HttpServer http = HttpServer.create(endpoint.socketAddress(), 64);
        ManagementServer server =
                new ManagementServer(
                        http, new ApiRoutes(ports, realm), endpoint.isLoopback(), tokens);
        http.setExecutor(server.threads);
        http.createContext("/", server::serve);
        http.start();
        return server;
    }

    /** The JDK's server takes its limits from properties, once, when it is first used. */
    private static void limit() {
        setUnlessSet("jdk.httpserver.maxConnections", "256");
        setUnlessSet("sun.net.httpserver.nodelay", "true");
        setUnlessSet("sun.net.httpserver.maxReqHeaders", "64");
        setUnlessSet("sun.net.httpserver.maxReqHeaderSize", "32768");
        setUnlessSet("sun.net.httpserver.maxReqTime", "300");
        setUnlessSet("sun.net.httpserver.maxRspTime", "300");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** The port that is served. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) {
        boolean admitted = requests.tryAcquire();
        try (exchange) {
            serve(exchange, admitted);
        } catch (IOException gone) {
            LOG.log(System.Logger.Level.DEBUG, "client gone", gone);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            if (admitted) {
                requests.release();
            }
        }
    }

    private void serve(HttpExchange exchange, boolean admitted)
            throws IOException, InterruptedException {
        ApiRequest request = new ApiRequest(exchange, roles(exchange));
        Answer answer;
        try {
            Problem refusal =
                    admitted ? refusal(request) : Problem.unavailable("too many requests");
            answer = refusal == null ? routes.answer(request) : Answer.problem(refusal);
        } catch (RuntimeException fault) {
            LOG.log(System.Logger.Level.ERROR, "request " + exchange.getRequestURI(), fault);
            Problem problem = new Problem(500, "Internal error", "see the log of the process");
            answer = exchange.getResponseCode() < 0 ? Answer.problem(problem) : null;
        }
        if (answer != null) {
            request.answer(answer.status() == 401 ? challenged(answer) : answer);
        }
    }

    private static Answer challenged(Answer answer) {
        return answer.with("WWW-Authenticate", "Bearer realm=\"strowger\"");
    }

    private Set<Role> roles(HttpExchange exchange) {
        return tokens == null
                ? EnumSet.allOf(Role.class)
                : tokens.roles(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private @Nullable Problem refusal(ApiRequest request) {
        String host = request.header("Host");
        if (loopback && !RequestOrigin.isLoopbackHost(host)) {
            return new Problem(421, "Misdirected request", "Host does not name this host");
        }
        if (!RequestOrigin.isOwn(request.header("Origin"), host)) {
            return Problem.forbidden("requests from other web pages are not served");
        }
        List<String> path = request.segments();
        boolean known = request.isAny(Role.values());
        return known || ApiRoutes.isOpen(path) ? null : Problem.unauthorized();
    }

    /** Stops at once; answers under way are cut. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
