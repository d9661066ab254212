package dev.reeve.kernel.linkcheck;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Class files no compiler makes. */
class HandMadeClassTest {

  private static final ClassDesc SYSTEM = ClassDesc.of("java.lang.System");
  private static final ClassDesc EVIL = ClassDesc.of("g.Evil");
  private static final MethodTypeDesc RUN = MethodTypeDesc.of(CD_void);

  private static byte[] made(Consumer<ClassBuilder> content) {
    return made("g.Evil", content);
  }

  private static byte[] made(String name, Consumer<ClassBuilder> content) {
    return ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(type -> java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo.ofClass(CD_Object)))
        .build(ClassDesc.of(name), content);
  }

  private static List<String> check(Map<String, byte[]> classes) {
    return LinkCheck.check(classes, permission -> false).stream().map(Finding::words).toList();
  }

  private static List<String> check(byte[] evil) {
    return check(Map.of("g/Evil.class", evil));
  }

  private static byte[] loading(java.lang.constant.ConstantDesc constant) {
    return made(it -> it.withMethodBody("run", RUN, ClassFile.ACC_STATIC, code -> code.ldc(constant).pop().return_()));
  }

  private static final DirectMethodHandleDesc OWN_BOOTSTRAP =
      ConstantDescs.ofConstantBootstrap(EVIL, "boot", CD_Object);

  @Test
  void entriesNoInstructionUsesCount() {
    assertThat(check(made(it -> it.constantPool().methodRefEntry(SYSTEM, "exit", MethodTypeDesc.of(CD_void, CD_int)))))
        .containsExactly("g.Evil uses java.lang.System.exit(int) (needs jdk:system)");
    assertThat(check(made(it -> it.constantPool().classEntry(ClassDesc.of("java.lang.Process")))))
        .containsExactly("g.Evil uses java.lang.Process (needs jdk:process)");
    assertThat(check(made(it -> it.constantPool().fieldRefEntry(SYSTEM, "in", ClassDesc.of("java.io.InputStream")))))
        .containsExactly("g.Evil uses java.lang.System.in (needs jdk:system)");
    assertThat(check(made(it -> it.constantPool().nameAndTypeEntry("a", ClassDesc.of("java.io.File")))))
        .containsExactly("g.Evil uses java.io.File (needs jdk:files)");
    assertThat(check(made(it -> it.constantPool().methodTypeEntry(MethodTypeDesc.of(ClassDesc.of("java.io.File").arrayType())))))
        .containsExactly("g.Evil uses java.io.File (needs jdk:files)");
    assertThat(check(made(it -> it.constantPool().methodRefEntry(SYSTEM, "nanoTime", MethodTypeDesc.of(ConstantDescs.CD_long))))).isEmpty();
  }

  @Test
  void aHandleInThePoolCounts() {
    MethodTypeDesc type = MethodTypeDesc.of(CD_void, CD_int);
    DirectMethodHandleDesc exit = MethodHandleDesc.ofMethod(DirectMethodHandleDesc.Kind.STATIC, SYSTEM, "exit", type);
    assertThat(check(loading(exit))).containsExactly("g.Evil uses java.lang.System.exit(int) (needs jdk:system)");
    assertThat(check(made(it -> it.constantPool().methodHandleEntry(exit)))).hasSize(1);
  }

  @Test
  void aDynamicConstantOfAnotherBootstrapIsRefused() {
    assertThat(check(loading(DynamicConstantDesc.ofNamed(OWN_BOOTSTRAP, "a", CD_Object))))
        .anyMatch(words -> words.startsWith("g.Evil links through g.Evil.boot(") && words.endsWith("(needs jdk:reflection)"));
    DirectMethodHandleDesc invoke = ConstantDescs.BSM_INVOKE;
    assertThat(check(loading(DynamicConstantDesc.ofNamed(invoke, "a", CD_Object))))
        .anyMatch(words -> words.startsWith("g.Evil links through java.lang.invoke.ConstantBootstraps.invoke("));
    DirectMethodHandleDesc field = ConstantDescs.BSM_VARHANDLE_FIELD;
    assertThat(check(loading(DynamicConstantDesc.ofNamed(field, "a", ConstantDescs.CD_VarHandle))))
        .anyMatch(words -> words.startsWith("g.Evil links through java.lang.invoke.ConstantBootstraps.fieldVarHandle("));
  }

  @Test
  void aListedDynamicConstantPasses() {
    assertThat(check(loading(DynamicConstantDesc.ofNamed(ConstantDescs.BSM_NULL_CONSTANT, "a", CD_Object)))).isEmpty();
    assertThat(check(loading(DynamicConstantDesc.ofNamed(ConstantDescs.BSM_PRIMITIVE_CLASS, "I", CD_Class)))).isEmpty();
  }

  @Test
  void aCallSiteOfAnotherBootstrapIsRefused() {
    DirectMethodHandleDesc own = ConstantDescs.ofCallsiteBootstrap(EVIL, "boot", ConstantDescs.CD_CallSite);
    byte[] evil =
        made(it -> it.withMethodBody("run", RUN, ClassFile.ACC_STATIC, code -> code.invokedynamic(DynamicCallSiteDesc.of(own, "a", RUN)).return_()));
    assertThat(check(evil)).anyMatch(words -> words.startsWith("g.Evil links through g.Evil.boot("));
  }

  @Test
  void aListedBootstrapByAnotherDescriptorIsRefused() {
    DirectMethodHandleDesc odd =
        ConstantDescs.ofConstantBootstrap(ClassDesc.of("java.lang.invoke.ConstantBootstraps"), "nullConstant", CD_Object, CD_String);
    assertThat(check(loading(DynamicConstantDesc.ofNamed(odd, "a", CD_Object, "x")))).anyMatch(words -> words.contains("links through"));
  }

  @Test
  void argumentsOfAListedBootstrapAreChecked() {
    DirectMethodHandleDesc concat =
        ConstantDescs.ofCallsiteBootstrap(
            ClassDesc.of("java.lang.invoke.StringConcatFactory"), "makeConcatWithConstants", ConstantDescs.CD_CallSite, CD_String,
            CD_Object.arrayType());
    byte[] evil =
        made(
            it ->
                it.withMethodBody(
                    "run",
                    RUN,
                    ClassFile.ACC_STATIC,
                    code -> code.invokedynamic(DynamicCallSiteDesc.of(concat, "a", MethodTypeDesc.of(CD_String), "\u0002", ClassDesc.of("java.lang.Runtime"))).pop().return_()));
    assertThat(check(evil)).containsExactly("g.Evil uses java.lang.Runtime (needs jdk:process)");
  }

  @ParameterizedTest
  @CsvSource({"45,0", "49,0", "50,0", "70,0", "65,1"})
  void otherVersionsAreRefused(int major, int minor) {
    assertThat(check(made(it -> it.withVersion(major, minor))))
        .containsExactly("g.Evil has class file version " + major + "." + minor + ", not one of 51 to 69");
  }

  @Test
  void subroutinesOfOldClassFilesAreRefused() {
    byte[] old =
        made(
            it ->
                it.withVersion(49, 0)
                    .withMethodBody("run", RUN, ClassFile.ACC_STATIC, code -> {
                      var routine = code.newLabel();
                      code.with(java.lang.classfile.instruction.DiscontinuedInstruction.JsrInstruction.of(java.lang.classfile.Opcode.JSR, routine))
                          .return_()
                          .labelBinding(routine)
                          .astore(0)
                          .with(java.lang.classfile.instruction.DiscontinuedInstruction.RetInstruction.of(0));
                    }));
    assertThat(check(old)).containsExactly("g.Evil has class file version 49.0, not one of 51 to 69");
  }

  @Test
  void previewFeaturesAreRefused() {
    assertThat(check(made(it -> it.withVersion(69, 65535)))).containsExactly("g.Evil has the preview features of class file version 69");
  }

  @ParameterizedTest
  @ValueSource(ints = {51, 52, 61, 69})
  void versionsOfTodayPass(int major) {
    assertThat(check(made(it -> it.withVersion(major, 0)))).isEmpty();
  }

  @Test
  void aClassUnderAnotherNameIsRefused() {
    assertThat(check(Map.of("g/Good.class", made(it -> {})))).containsExactly("g.Good holds the class g.Evil");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.lang.Evil", "javax.evil.Evil", "jdk.Evil", "sun.misc.Evil", "com.sun.Evil", "dev.reeve.kernel.Evil", "dev.reeve.capsule.Evil",
        "org.pf4j.Evil", "io.grpc.Evil", "org.w3c.dom.Evil", "org.xml.sax.Evil"
      })
  void reservedPackagesAreRefused(String name) {
    assertThat(check(Map.of(name.replace('.', '/') + ".class", made(name, it -> {}))))
        .containsExactly(name + " lies in a package that is not a capsule's");
  }

  @Test
  void capsulesOfTheDistributionHaveTheirPackage() {
    assertThat(check(Map.of("dev/reeve/capsules/a/Good.class", made("dev.reeve.capsules.a.Good", it -> {})))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"META-INF/versions/9/g/Evil.class, an override for one Java version", "module-info.class, a module", "a/module-info.class, a module"})
  void modulesAndOverridesAreRefused(String entry, String what) {
    assertThat(check(Map.of(entry, made(it -> {})))).singleElement().asString().endsWith(" is " + what);
  }

  @Test
  void aClassThatIsNowhereIsRefused() {
    assertThat(check(made(it -> it.constantPool().classEntry(ClassDesc.of("dev.reeve.kernel.Kernel")))))
        .containsExactly("g.Evil uses what is neither in the jar nor open to capsules: dev.reeve.kernel.Kernel");
    assertThat(check(made(it -> it.constantPool().methodRefEntry(CD_String, "none", RUN))))
        .containsExactly("g.Evil uses what its class does not have: java.lang.String.none()");
  }

  @Test
  void aCircleOfClassesEnds() {
    byte[] a = made("g.A", it -> it.withSuperclass(ClassDesc.of("g.B")));
    byte[] b = made("g.B", it -> it.withSuperclass(ClassDesc.of("g.A")).constantPool().methodRefEntry(ClassDesc.of("g.B"), "none", RUN));
    Map<String, byte[]> circle = new LinkedHashMap<>();
    circle.put("g/A.class", a);
    circle.put("g/B.class", b);
    assertThat(check(circle)).containsExactly("g.B uses what its class does not have: g.B.none()");
  }

  @Test
  void aDoorToAnInheritedImplementationIsFound() {
    MethodTypeDesc type = MethodTypeDesc.of(ClassDesc.of("java.util.stream.Stream"));
    Map<String, byte[]> classes = new LinkedHashMap<>();
    classes.put("g/Door.class", made("g.Door", it -> it.withFlags(ClassFile.ACC_INTERFACE | ClassFile.ACC_ABSTRACT)
        .withMethod("parallelStream", type, ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT, method -> {})));
    classes.put("g/Evil.class", made(it -> it.withSuperclass(ClassDesc.of("java.util.ArrayList")).withInterfaceSymbols(ClassDesc.of("g.Door"))));
    assertThat(check(classes)).containsExactly("g.Evil gets by inheritance g.Evil.parallelStream() (needs jdk:threads)");
  }

  @Test
  void aMemberDeclaredTwiceIsRefused() {
    assertThat(check(made(it -> it.withField("a", CD_int, 0).withField("a", CD_int, 0))))
        .containsExactly("g.Evil is no sound class file: it declares aI twice");
  }

  @Test
  void aHugeClassIsRefused() {
    assertThat(check(new byte[LinkCheck.MAX_CLASS + 1])).containsExactly("g.Evil is no sound class file: it has more than 4194304 bytes");
  }

  @Test
  void whatIsCutIsRefused() {
    byte[] whole = made(it -> it.withField("a", CD_int, 0).withMethodBody("run", RUN, ClassFile.ACC_STATIC, code -> code.return_()));
    for (int length = 0; length < whole.length; length++) {
      assertThat(check(Arrays.copyOf(whole, length))).as("cut at " + length).isNotEmpty();
    }
    assertThat(check(whole)).isEmpty();
  }

  @Test
  void aBadIndexIsRefused() {
    byte[] bytes = made(it -> it.constantPool().classEntry(CD_String));
    for (int i = 10; i < bytes.length - 2; i++) {
      if (bytes[i] == 7 && bytes[i + 1] == 0 && bytes[i + 2] < 20) {
        byte[] bad = bytes.clone();
        bad[i + 1] = 0x7f;
        assertThat(check(bad)).as("index at " + i).isNotEmpty();
        return;
      }
    }
    throw new AssertionError("no class entry was found");
  }

  @Test
  void whateverByteIsChangedNoExceptionLeaves() {
    byte[] whole = loading(DynamicConstantDesc.ofNamed(OWN_BOOTSTRAP, "a", CD_Object));
    for (int i = 0; i < whole.length; i++) {
      for (int value : new int[] {0, 1, 7, 18, 0x7f, 0xff}) {
        byte[] changed = whole.clone();
        changed[i] = (byte) value;
        assertThat(LinkCheck.check(Map.of("g/Evil.class", changed), permission -> false)).as("byte " + i + " is " + value).isNotNull();
      }
    }
  }

  @Test
  void nativeMethodsCannotBeGranted() {
    byte[] evil = made(it -> it.withMethod("run", RUN, ClassFile.ACC_NATIVE, method -> {}));
    assertThat(LinkCheck.check(Map.of("g/Evil.class", evil), permission -> true))
        .extracting(Finding::words)
        .containsExactly("g.Evil declares the native method g.Evil.run()");
  }
}
