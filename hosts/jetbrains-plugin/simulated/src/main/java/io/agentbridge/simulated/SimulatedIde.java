package io.agentbridge.simulated;

import com.intellij.core.CoreApplicationEnvironment;
import com.intellij.ide.dnd.DnDEvent;
import com.intellij.ide.dnd.DnDSupport;
import com.intellij.ide.ui.LafManager;
import com.intellij.ide.ui.LafManagerListener;
import com.intellij.mock.MockApplication;
import com.intellij.mock.MockProject;
import com.intellij.notification.Notification;
import com.intellij.openapi.Disposable;
import com.intellij.openapi.actionSystem.AnAction;
import com.intellij.openapi.actionSystem.AnActionEvent;
import com.intellij.openapi.actionSystem.CommonDataKeys;
import com.intellij.openapi.actionSystem.DataKey;
import com.intellij.openapi.application.ApplicationManager;
import com.intellij.openapi.application.ModalityState;
import com.intellij.openapi.editor.EditorFactory;
import com.intellij.openapi.editor.event.SelectionEvent;
import com.intellij.openapi.fileEditor.FileDocumentManager;
import com.intellij.openapi.fileEditor.FileEditorManager;
import com.intellij.openapi.fileTypes.PlainTextFileType;
import com.intellij.openapi.util.Disposer;
import com.intellij.openapi.vfs.VirtualFile;
import com.intellij.openapi.vfs.VirtualFileManager;
import com.intellij.openapi.wm.ToolWindowManager;
import com.intellij.openapi.wm.ex.ToolWindowManagerListener;
import io.agentbridge.platform.AgentBridgeToolWindowFactory;
import io.agentbridge.platform.AppSettings;
import io.agentbridge.platform.BridgeService;
import io.agentbridge.platform.ProjectSettings;
import io.agentbridge.platform.SettingsListener;
import java.awt.Color;
import java.awt.Robot;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import javax.swing.KeyStroke;
import javax.swing.SwingUtilities;
import javax.swing.UIManager;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineScopeKt;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.SupervisorKt;

/**
 * As much of an IDE as the plugin touches: a real platform kernel (Application, Project, MessageBus, Disposer, files), a real
 * JCEF in a real Swing window, and simple classes for the rest. It shows nothing of how an IDE loads plugins, of its locks and
 * threads, or of its own keys and focus.
 *
 * Reads deeds from stdin, one a line with tabs between words; prints what it was asked to do.
 */
public final class SimulatedIde {
  private final Disposable root = Disposer.newDisposable("simulated IDE");
  private final MockProject project;
  private final SimulatedEditors editors;
  private final CoroutineScope scope =
    CoroutineScopeKt.CoroutineScope(SupervisorKt.SupervisorJob(null).plus(Dispatchers.getDefault()));

  public static void main(String[] arguments) {
    try {
      new SimulatedIde(Path.of(arguments[0]), arguments[1]).run();
    }
    catch (Throwable error) {
      error.printStackTrace();
      System.exit(1);
    }
  }

  private SimulatedIde(Path folder, String command) {
    CoreApplicationEnvironment kernel = new CoreApplicationEnvironment(root) {
      @Override
      protected MockApplication createApplication(Disposable parent) {
        return new Kernel(parent);
      }
    };
    kernel.registerFileType(PlainTextFileType.INSTANCE, "py");
    MockApplication application = kernel.getApplication();
    project = new MockProject(null, root) {
      @Override
      public String getBasePath() {
        return folder.toString();
      }
    };
    editors = new SimulatedEditors(project);
    application.registerService(AppSettings.class, new AppSettings());
    ProjectSettings settings = new ProjectSettings();
    settings.getState().setCommand(command);
    project.registerService(ProjectSettings.class, settings);
    project.registerService(BridgeService.class, new BridgeService(project, scope));
    project.registerService(FileEditorManager.class, editors);
  }

  private void run() throws Exception {
    SwingUtilities.invokeAndWait(() -> {
      colours("dark");
      SimulatedToolWindow window = SimulatedToolWindow.INSTANCE;
      window.frame.setSize(760, 640);
      new AgentBridgeToolWindowFactory().createToolWindowContent(project, window);
      window.frame.setVisible(true);
    });
    Say.happened("open", "");
    BufferedReader deeds = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = deeds.readLine(); line != null && !line.equals("quit"); line = deeds.readLine()) {
      String[] words = line.split("\t");
      if (words[0].equals("key")) press(words[1]);
      else SwingUtilities.invokeAndWait(() -> act(words));
    }
    SwingUtilities.invokeAndWait(() -> {
      for (var content : SimulatedToolWindow.INSTANCE.getContents()) Disposer.dispose(SimulatedToolWindow.disposerOf(content));
      project.getService(BridgeService.class).dispose();
      CoroutineScopeKt.cancel(scope, null);
    });
    Say.happened("closed", "");
    System.exit(0);
  }

  private void act(String[] words) {
    switch (words[0]) {
      case "add" -> perform("AddFileAction", Map.of(CommonDataKeys.VIRTUAL_FILE_ARRAY, files(words)));
      case "select" -> select(files(words)[0], Integer.parseInt(words[2]), Integer.parseInt(words[3]));
      case "lines" -> perform("AddSelectedLinesAction", Map.of(CommonDataKeys.EDITOR, editors.editor()));
      case "send" -> perform("SendSelectionAction", Map.of(CommonDataKeys.EDITOR, editors.editor()));
      case "action" -> perform(words[1], Map.of());
      case "drop" -> drop(Arrays.stream(words).skip(1).map(File::new).toList());
      case "look" -> look(words[1]);
      case "hide", "show" -> show(words[0].equals("show"));
      case "click-balloon" -> Notification.newest.actionPerformed(null);
      case "restart-by-settings" -> project.getMessageBus().syncPublisher(SettingsListener.TOPIC).settingsApplied(true);
      default -> throw new IllegalArgumentException(words[0]);
    }
    Say.happened("did", words[0]);
  }

  private VirtualFile[] files(String[] words) {
    return Arrays.stream(words).skip(1).limit(words[0].equals("select") ? 1 : words.length)
      .map(path -> VirtualFileManager.getInstance().refreshAndFindFileByNioPath(Path.of(path))).toArray(VirtualFile[]::new);
  }

  private void select(VirtualFile file, int start, int end) {
    editors.file = file;
    editors.document = FileDocumentManager.getInstance().getDocument(file);
    editors.start = start;
    editors.end = end;
    EditorFactory.selections.selectionChanged(new SelectionEvent() {
      @Override
      public com.intellij.openapi.editor.Editor getEditor() {
        return editors.editor();
      }
    });
  }

  /** As a click on a menu's entry: only what is enabled is done. */
  private void perform(String action, Map<DataKey<?>, Object> data) {
    try {
      AnAction made = (AnAction) Class.forName("io.agentbridge.platform.actions." + action).getDeclaredConstructor().newInstance();
      AnActionEvent event = new AnActionEvent(project, new HashMap<>(data));
      made.update(event);
      if (event.getPresentation().isEnabledAndVisible()) made.actionPerformed(event);
      else Say.happened("disabled", action);
    }
    catch (ReflectiveOperationException error) {
      throw new IllegalStateException(error);
    }
  }

  private void drop(List<File> files) {
    DnDEvent event = (DnDEvent) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {DnDEvent.class}, (proxy, method, values) ->
      method.getName().equals("getAttachedObject") ? files : null);
    if (DnDSupport.checker.update(event)) DnDSupport.handler.drop(event);
  }

  private void look(String kind) {
    colours(kind);
    ApplicationManager.getApplication().getMessageBus().syncPublisher(LafManagerListener.TOPIC).lookAndFeelChanged(new LafManager() { });
  }

  private void show(boolean visible) {
    SimulatedToolWindow.INSTANCE.visible = visible;
    project.getMessageBus().syncPublisher(ToolWindowManagerListener.TOPIC).stateChanged(ToolWindowManager.getInstance(project));
  }

  /** Of the IDE's own themes, what they say for these keys. */
  private static void colours(String kind) {
    boolean dark = kind.equals("dark");
    Map<String, String> colours = dark
      ? Map.of("Panel.background", "#2B2D30", "ToolWindow.background", "#2B2D30", "Label.foreground", "#DFE1E5", "Borders.color", "#393B40",
        "TextField.background", "#2B2D30", "Button.default.startBackground", "#3574F0", "Button.default.foreground", "#FFFFFF",
        "simulated.editorBackground", "#1E1F22", "simulated.editorForeground", "#BCBEC4")
      : Map.of("Panel.background", "#F7F8FA", "ToolWindow.background", "#F7F8FA", "Label.foreground", "#000000", "Borders.color", "#EBECF0",
        "TextField.background", "#FFFFFF", "Button.default.startBackground", "#3574F0", "Button.default.foreground", "#FFFFFF",
        "simulated.editorBackground", "#FFFFFF", "simulated.editorForeground", "#080808");
    colours.forEach((key, value) -> UIManager.put(key, Color.decode(value)));
  }

  /** Pressed in the window system, as a person's keys are. */
  private static void press(String stroke) throws Exception {
    KeyStroke key = KeyStroke.getKeyStroke(stroke);
    Robot robot = new Robot();
    robot.setAutoWaitForIdle(true);
    Map<Integer, Integer> held = Map.of(
      InputEvent.CTRL_DOWN_MASK, KeyEvent.VK_CONTROL, InputEvent.SHIFT_DOWN_MASK, KeyEvent.VK_SHIFT, InputEvent.ALT_DOWN_MASK, KeyEvent.VK_ALT);
    List<Integer> modifiers = held.entrySet().stream().filter(one -> (key.getModifiers() & one.getKey()) != 0).map(Map.Entry::getValue).toList();
    modifiers.forEach(robot::keyPress);
    robot.keyPress(key.getKeyCode());
    robot.keyRelease(key.getKeyCode());
    modifiers.forEach(robot::keyRelease);
    Say.happened("did", "key");
  }

  /** The kernel's application with a thread of the user interface. */
  private static final class Kernel extends MockApplication {
    Kernel(Disposable parent) {
      super(parent);
    }

    @Override
    public void invokeLater(Runnable work, ModalityState state) {
      SwingUtilities.invokeLater(work);
    }

    @Override
    public Future<?> executeOnPooledThread(Runnable work) {
      FutureTask<?> task = new FutureTask<>(work, null);
      new Thread(task, "pooled").start();
      return task;
    }
  }
}
