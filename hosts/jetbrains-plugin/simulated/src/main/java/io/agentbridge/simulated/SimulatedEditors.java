package io.agentbridge.simulated;

import com.intellij.openapi.editor.Document;
import com.intellij.openapi.editor.CaretModel;
import com.intellij.openapi.editor.Editor;
import com.intellij.openapi.editor.SelectionModel;
import com.intellij.openapi.fileEditor.FileEditor;
import com.intellij.openapi.fileEditor.FileEditorComposite;
import com.intellij.openapi.fileEditor.FileEditorManager;
import com.intellij.openapi.fileEditor.FileEditorNavigatable;
import com.intellij.openapi.fileEditor.OpenFileDescriptor;
import com.intellij.openapi.project.Project;
import com.intellij.openapi.vfs.VirtualFile;
import java.util.List;
import javax.swing.JComponent;
import kotlinx.coroutines.flow.StateFlow;

/** At most one open file, with a selection. */
public final class SimulatedEditors extends FileEditorManager {
  private final Project project;
  public VirtualFile file;
  public Document document;
  public int start;
  public int end;

  public SimulatedEditors(Project project) {
    this.project = project;
  }

  public Editor editor() {
    return new Editor() {
      @Override public Document getDocument() { return document; }
      @Override public Project getProject() { return project; }
      @Override public CaretModel getCaretModel() { return () -> end; }

      @Override
      public SelectionModel getSelectionModel() {
        return new SelectionModel() {
          @Override public String getSelectedText() { return start == end ? null : document.getText().substring(start, end); }
          @Override public int getSelectionStart() { return start; }
          @Override public int getSelectionEnd() { return end; }
          @Override public boolean hasSelection() { return start != end; }
        };
      }
    };
  }

  @Override public Editor getSelectedTextEditor() { return document == null ? null : editor(); }
  @Override public VirtualFile[] getOpenFiles() { return file == null ? new VirtualFile[0] : new VirtualFile[] {file}; }
  @Override public FileEditor[] getEditors(VirtualFile file) { return new FileEditor[0]; }
  @Override public Project getProject() { return project; }

  @Override public FileEditorComposite getComposite(VirtualFile file) { return null; }
  @Override public boolean canOpenFile(VirtualFile file) { return true; }
  @Override public FileEditor[] openFile(VirtualFile file, boolean focus) { return new FileEditor[0]; }
  @Override public List<FileEditor> openFile(VirtualFile file) { return List.of(); }
  @Override public void closeFile(VirtualFile file) { }
  @Override public Editor openTextEditor(OpenFileDescriptor descriptor, boolean focus) { return null; }
  @Override public boolean isFileOpen(VirtualFile file) { return false; }
  @Override public List<VirtualFile> getOpenFilesWithRemotes() { return List.of(); }
  @Override public VirtualFile getCurrentFile() { return file; }
  @Override public VirtualFile[] getSelectedFiles() { return getOpenFiles(); }
  @Override public FileEditor[] getSelectedEditors() { return new FileEditor[0]; }
  @Override public StateFlow<FileEditor> getSelectedEditorFlow() { return null; }
  @Override public FileEditor getSelectedEditor(VirtualFile file) { return null; }
  @Override public FileEditor[] getAllEditors(VirtualFile file) { return new FileEditor[0]; }
  @Override public List<FileEditor> getAllEditorList(VirtualFile file) { return List.of(); }
  @Override public FileEditor[] getAllEditors() { return new FileEditor[0]; }
  @Override public void addTopComponent(FileEditor editor, JComponent component) { }
  @Override public void removeTopComponent(FileEditor editor, JComponent component) { }
  @Override public void addBottomComponent(FileEditor editor, JComponent component) { }
  @Override public void removeBottomComponent(FileEditor editor, JComponent component) { }
  @Override public List<FileEditor> openFileEditor(FileEditorNavigatable descriptor, boolean focus) { return List.of(); }
  @Override public void setSelectedEditor(VirtualFile file, String provider) { }
  @Override public void runWhenLoaded(Editor editor, Runnable runnable) { runnable.run(); }
}
