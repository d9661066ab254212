package dev.reeve.kernel;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rules between modules and packages that the design states. */
@AnalyzeClasses(packages = "dev.reeve", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String[] TRANSPORT = {"io.grpc..", "io.netty.."};

  @ArchTest
  static final ArchRule onlyTheEdgeKnowsTheTransport =
      noClasses().that().resideInAPackage("dev.reeve.kernel..").and().resideOutsideOfPackage("dev.reeve.kernel.edge..")
          .should().dependOnClassesThat().resideInAnyPackage(TRANSPORT);

  @ArchTest
  static final ArchRule theCapsuleApiIsStarved =
      classes().that().resideInAPackage("dev.reeve.capsule..")
          .should().onlyDependOnClassesThat().resideInAnyPackage("dev.reeve.capsule..", "java..", "org.jspecify..", "org.pf4j..");

  @ArchTest
  static final ArchRule theLibrariesKnowNoKernel =
      noClasses().that().resideInAnyPackage("dev.reeve.seal..", "dev.reeve.evidence..")
          .should().dependOnClassesThat().resideInAnyPackage("dev.reeve.kernel..", "dev.reeve.capsule..", "dev.reeve.v1..");

  @ArchTest
  static final ArchRule theKernelDependsOnNoCapsule =
      noClasses().that().resideInAPackage("dev.reeve.kernel..").should().dependOnClassesThat().resideInAPackage("dev.reeve.capsules..");

  @ArchTest
  static final ArchRule featuresFormNoCycles = slices().matching("dev.reeve.kernel.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nothingBelowUsesTheEdgeOrTheBoot =
      noClasses().that(resideInAPackage("dev.reeve.kernel..").and(DescribedPredicate.not(
              resideInAnyPackage("dev.reeve.kernel.edge..", "dev.reeve.kernel.boot.."))))
          .should().dependOnClassesThat().resideInAnyPackage("dev.reeve.kernel.edge..", "dev.reeve.kernel.boot..");

  @ArchTest
  static final ArchRule onlyTheStoreSpeaksToTheDatabase =
      noClasses().that().resideInAPackage("dev.reeve.kernel..").and().resideOutsideOfPackage("dev.reeve.kernel.store..")
          .should().dependOnClassesThat(resideInAPackage("org.sqlite..").or(JavaClass.Predicates.type(java.sql.Connection.class)));

  @ArchTest
  static final ArchRule oneJsonCodec =
      noClasses().that().resideInAPackage("dev.reeve.kernel..").and().resideOutsideOfPackage("dev.reeve.kernel.json..")
          .should().dependOnClassesThat().resideInAnyPackage("tools.jackson..", "com.google.gson..");

  @ArchTest
  static final ArchRule oneReaderOfWhatPeopleWrite =
      noClasses().that().resideInAPackage("dev.reeve.kernel..").and().resideOutsideOfPackage("dev.reeve.kernel.document..")
          .should().dependOnClassesThat().resideInAnyPackage("org.tomlj..", "org.snakeyaml..");

  @ArchTest
  static final ArchRule capsulesAloneKnowTheirFramework =
      noClasses().that().resideInAPackage("dev.reeve.kernel..").and().resideOutsideOfPackage("dev.reeve.kernel.capsule..")
          .should().dependOnClassesThat().resideInAnyPackage("org.pf4j..", "dev.reeve.seal..");

  @ArchTest
  static final ArchRule onlyTheHostSpeaksHttp =
      noClasses().that().resideInAPackage("dev.reeve..").and().resideOutsideOfPackage("dev.reeve.kernel.host..")
          .should().dependOnClassesThat().resideInAPackage("org.apache.hc..");

  @ArchTest
  static final ArchRule theLinkCheckKnowsBytesAlone =
      classes().that().resideInAPackage("dev.reeve.kernel.linkcheck..")
          .should().onlyDependOnClassesThat().resideInAnyPackage("dev.reeve.kernel.linkcheck..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule onlyCapsulesAreLinkChecked =
      noClasses().that().resideOutsideOfPackages("dev.reeve.kernel.capsule..", "dev.reeve.kernel.linkcheck..")
          .should().dependOnClassesThat().resideInAPackage("dev.reeve.kernel.linkcheck..");

  @ArchTest
  static final ArchRule namesAreNounsOfTheDomain =
      noClasses().that().resideInAPackage("dev.reeve..").and().resideOutsideOfPackage("dev.reeve.v1..")
          .should().haveNameMatching(".*(Impl|Manager|Helper|Util|Utils)");
}
