package dev.reeve.kernel.linkcheck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The reachability audit: which members of {@code java.base} that the list allows come to a sink within some calls. Calls are taken as they
 * are written, with lambdas as calls; overrides and static initializers are not followed.
 */
final class ReachOfTheJdk {

  /** Calls followed. */
  static final int DEPTH = 4;

  private static final Map<String, Pattern> SINKS =
      new TreeMap<>(
          Map.of(
              "files", Pattern.compile("java/io/(FileInputStream|FileOutputStream|RandomAccessFile)\\.<init>.*|sun/nio/fs/UnixNativeDispatcher\\..*|java/util/zip/ZipFile\\.<init>.*|java/nio/file/Files\\..*"),
              "process", Pattern.compile("java/lang/ProcessBuilder\\.start.*|java/lang/ProcessImpl\\..*"),
              "native", Pattern.compile("java/lang/(System|Runtime|ClassLoader)\\.load(0|Library0?)?\\(.*|jdk/internal/loader/(BootLoader|NativeLibraries)\\.load.*"),
              "threads", Pattern.compile("java/lang/Thread\\.start.*|java/util/concurrent/ForkJoin(Pool|Task)\\.(fork|invoke|execute|submit|commonPool|poolSubmit|externalPush|asyncCommonPool).*"),
              "classes", Pattern.compile("java/lang/ClassLoader\\.(defineClass|loadClass).*|.*\\$Lookup\\.define.*|java/lang/Class\\.forName.*|java/util/ServiceLoader\\..*"),
              "sockets", Pattern.compile("sun/nio/ch/Net\\..*|java/net/(Socket|ServerSocket|DatagramSocket)\\.<init>.*|java/net/InetAddress\\.get.*ByName.*"),
              "exit", Pattern.compile("java/lang/(Runtime|System)\\.(exit|halt).*|java/lang/Shutdown\\..*")));

  private final Types types = new Types(Map.of());
  private final Judge judge = new Judge(LinkPolicy.REVIEWED, types);
  private final Map<String, List<String>> callers = new HashMap<>();
  private final TreeMap<String, MemberName> allowed = new TreeMap<>();

  /** A line for each member: how many calls, what kind of sink, and the member, sorted by member. */
  List<String> lines() {
    Path base = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base");
    var exported = new TreeSet<String>();
    Object.class.getModule().getDescriptor().exports().stream().filter(one -> !one.isQualified()).forEach(one -> exported.add(one.source()));
    try (Stream<Path> files = Files.walk(base)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).sorted().toList()) {
        ClassModel model = ClassFile.of().parse(Files.readAllBytes(file));
        if (!model.isModuleInfo()) {
          read(model, exported);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> reached = reached();
    List<String> lines = new ArrayList<>();
    allowed.forEach((key, member) -> {
      String how = reached.get(key);
      if (how != null) {
        lines.add(member.readable() + " " + how);
      }
    });
    return lines;
  }

  private void read(ClassModel model, Set<String> exported) {
    String owner = model.thisClass().asInternalName();
    int slash = owner.lastIndexOf('/');
    boolean open =
        exported.contains(owner.substring(0, slash).replace('/', '.'))
            && judge.type(owner).filter(verdict -> verdict instanceof Verdict.Allowed).isPresent();
    for (MethodModel method : model.methods()) {
      MemberName member = new MemberName(owner, method.methodName().stringValue(), method.methodType().stringValue());
      String key = key(member);
      boolean visible = method.flags().has(AccessFlag.PUBLIC) || method.flags().has(AccessFlag.PROTECTED);
      if (open && visible && judge.member(member).filter(verdict -> verdict instanceof Verdict.Allowed).isPresent()) {
        allowed.put(key, member);
      }
      Optional<CodeModel> code = method.code();
      code.ifPresent(body -> body.forEach(element -> {
        if (element instanceof InvokeInstruction call) {
          edge(key, call.method());
        } else if (element instanceof InvokeDynamicInstruction call) {
          for (LoadableConstantEntry argument : call.invokedynamic().bootstrap().arguments()) {
            if (argument instanceof MethodHandleEntry handle) {
              edge(key, handle.reference());
            }
          }
        }
      }));
    }
  }

  private void edge(String caller, MemberRefEntry called) {
    String owner = called.owner().asInternalName();
    if (!owner.startsWith("[")) {
      MemberName member = new MemberName(owner, called.name().stringValue(), called.type().stringValue());
      String declaring =
          types.lineage(owner).types().stream().filter(type -> type.members().contains(member.signature())).map(TypeShape::name).findFirst().orElse(owner);
      callers.computeIfAbsent(key(member.in(declaring)), key -> new ArrayList<>()).add(caller);
    }
  }

  private Map<String, String> reached() {
    Map<String, String> reached = new HashMap<>();
    TreeMap<String, String> level = new TreeMap<>();
    for (String called : callers.keySet()) {
      SINKS.forEach((kind, pattern) -> {
        if (pattern.matcher(called).matches()) {
          level.putIfAbsent(called, kind);
        }
      });
    }
    TreeMap<String, String> now = level;
    for (int depth = 0; depth <= DEPTH; depth++) {
      TreeMap<String, String> next = new TreeMap<>();
      for (Map.Entry<String, String> one : now.entrySet()) {
        if (reached.putIfAbsent(one.getKey(), depth + " " + one.getValue()) == null) {
          for (String caller : callers.getOrDefault(one.getKey(), List.of())) {
            next.merge(caller, one.getValue(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
          }
        }
      }
      now = next;
    }
    return reached;
  }

  private static String key(MemberName member) {
    return member.owner() + "." + member.signature();
  }
}
